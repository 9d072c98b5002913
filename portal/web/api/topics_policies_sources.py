"""Topics, policies with their status, sources with the day they were verified."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request

from ...rules.model.ruleset import Indicator, Policy, Topic
from ...rules.model.sources import Source
from ..http import request_context
from .json_fields import held_json, maybe, number, read_day, words, written
from .shapes.reference import (
    IndicatorShape,
    Policies,
    PolicyShape,
    Sources,
    SourceShape,
    Topics,
    TopicShape,
)


def add_routes(blueprint: Blueprint) -> None:
    """Add the addresses of this module."""
    blueprint.add_url_rule("/topics", "topics", topics)
    blueprint.add_url_rule("/policies", "policies", policies)
    blueprint.add_url_rule("/sources", "sources", sources)


def _topic(topic: Topic) -> TopicShape:
    services = request_context.release().ruleset.services_of(topic.id)
    return {
        "id": topic.id,
        "name": words(topic.name),
        "summary": words(topic.summary),
        "large": topic.large,
        "services": [service.id for service in services],
    }


def topics() -> Response:
    """The topics in their order, each with its services."""
    found = request_context.release().ruleset.topics.values()
    entries = [_topic(topic) for topic in sorted(found, key=lambda its: its.order)]
    return jsonify(Topics(release=number(), topics=entries))


def _indicator(indicator: Indicator | None) -> IndicatorShape | None:
    if indicator is None:
        return None
    return {
        "operator": indicator.operator,
        "value": indicator.value,
        "unit": indicator.unit,
    }


def _policy(policy: Policy) -> PolicyShape:
    return {
        "id": policy.id,
        "topic": policy.topic,
        "services": list(policy.services),
        "layer": policy.layer,
        "status": policy.status,
        "text": words(policy.text),
        "note": maybe(policy.note),
        "target_year": policy.target_year,
        "indicator": _indicator(policy.indicator),
        "see": list(policy.see),
        **held_json(policy),
    }


def policies() -> Response:
    """Statements of intent that stand on a day, ``?on=``. They decide nothing."""
    day = read_day(request.args.get("on"))
    found = request_context.release().ruleset.policies.values()
    entries = [_policy(policy) for policy in found if policy.scope.period.holds(day)]
    return jsonify(Policies(release=number(), day=day.isoformat(), policies=entries))


def _source(source: Source) -> SourceShape:
    return {
        "id": source.id,
        "title": words(source.title),
        "publisher": maybe(source.publisher),
        "number": source.number,
        "date": written(source.date),
        "url": source.url,
        "tier": source.tier,
        "verified_on": source.verified_on.isoformat(),
        "review_by": source.review_by.isoformat(),
        "confirms": source.confirms(request_context.today()),
        "origins": source.origins,
        "note": maybe(source.note),
        "to_verify": [words(text) for text in source.to_verify],
    }


def sources() -> Response:
    """The cited documents; ``confirms``: whether an outcome may rest on it as confirmed today."""
    found = request_context.release().ruleset.sources.values()
    return jsonify(Sources(release=number(), sources=[_source(source) for source in found]))
