"""A simulation of the portal under load: arrivals, queues, measured service times, shedding."""
