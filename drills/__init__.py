"""Drills for a bad day, on folders of their own: ``make drill``, or ``python -m drills``.

A drill does what an operator would do, with the commands an operator has, and then looks whether
everything is there. It reads no setting of the portal from where it is started and touches no
store but its own.
"""
