"""Tidewell Mobility, the fictional bike-share operator of all lessons: its projects, people, data.

Every lesson takes its numbers from here, so that the same project has the same dates everywhere.
What looks measured is drawn from a fixed seed; to change the company, change these modules.
"""
