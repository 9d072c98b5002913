"""The yearly page: what lapses in a year, and the amounts and windows of the next, in one grid."""
