"""The lab models, in the order in which the page shows them. A new model is one file and one line here."""

from __future__ import annotations

from simulation.model import Model
from simulation.models import (
    backoff,
    cache,
    circuit_breaker,
    idempotency,
    load_balancing,
    metastable,
    mg1,
    mmc,
    mmck,
    partitions,
    pools,
    quorum,
    rate_limit,
    retries,
    saga,
    tail_at_scale,
    usl,
)

MODELS: tuple[Model, ...] = (
    mmc.MODEL,
    mmck.MODEL,
    mg1.MODEL,
    pools.MODEL,
    retries.MODEL,
    backoff.MODEL,
    circuit_breaker.MODEL,
    metastable.MODEL,
    load_balancing.MODEL,
    tail_at_scale.MODEL,
    cache.MODEL,
    rate_limit.MODEL,
    partitions.MODEL,
    quorum.MODEL,
    usl.MODEL,
    idempotency.MODEL,
    saga.MODEL,
)
