"""Requests in, pages out. Decides nothing about eligibility: that is the rules' work."""
