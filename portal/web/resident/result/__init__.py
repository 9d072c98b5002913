"""Pages of evaluations: overview, one service, roadmap, checklist, comparison of districts."""
