"""A morning of school enrolment: what each deployment holds, what ten times as many people do."""
