"""What every request passes: context, hosts, limits, caches, headers, access log.

Knows no page: features register here what they add.
"""
