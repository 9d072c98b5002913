"""The deployments: their files, and each one started and used."""
