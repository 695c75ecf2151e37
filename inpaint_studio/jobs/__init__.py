"""What a job is asked, what it tells, and how it is run: the ground floor of the package."""
