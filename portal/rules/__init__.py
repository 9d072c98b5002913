"""The heart: rules, what they come to in a situation, and why.

Standard library only (`documents` uses pydantic): no Flask, no database, no clock, no locale, no
randomness. The day is always passed in.
"""
