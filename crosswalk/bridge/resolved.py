"""What a server says of the flow of an exchange, as a flow dataset, and back.

A soda4LCA document holds the properties of its product beside the reference to the flow; ILCD packages hold
them in the flow dataset. The group of a unit has no place in a flow dataset: ILCD has it in the flow property.
"""

from __future__ import annotations

from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal

from crosswalk.model.base import Amount, ClassEntry, Classification, DatasetId, Reference, Text
from crosswalk.model.epd import (
    Material,
    MaterialProperty,
    MaterialValue,
    ResolvedFlow,
    ResolvedMaterial,
    ResolvedProperty,
    UnitPart,
)
from crosswalk.model.flow import Flow, FlowName, FlowPropertyValue
from crosswalk.model.process import Exchange, Process

PROPERTY = "flow property data set"
_BETWEEN = " / "


def flow_of(exchange: Exchange) -> Flow | None:
    """The flow dataset that an exchange's resolved facts make; None where there are none or no flow is named."""
    resolved, reference = exchange.resolved, exchange.flow
    if resolved is None or reference is None:
        return None
    main = next((spot for spot, item in enumerate(resolved.properties) if item.reference), None)
    return Flow(
        identity=DatasetId(uuid=reference.id, version=resolved.version or reference.version),
        name=FlowName(base=reference.name),
        classifications=_classes(resolved),
        reference_property=main,
        dataset_type=resolved.type,
        flow_properties=tuple(_value(spot, item) for spot, item in enumerate(resolved.properties)),
        material=_material(resolved.materials, reference.name),
    )


def _classes(resolved: ResolvedFlow) -> tuple[Classification, ...]:
    if resolved.class_path is None and resolved.class_system is None:
        return ()
    names = resolved.class_path.split(_BETWEEN) if resolved.class_path else []
    entries = tuple(ClassEntry(level=level, name=name) for level, name in enumerate(names))
    return (Classification(system=resolved.class_system, entries=entries),)


def _value(spot: int, item: ResolvedProperty) -> FlowPropertyValue:
    mean = item.mean
    if mean is not None or item.unit is not None:
        mean = (mean or Amount()).model_copy(update={"unit": item.unit})
    property_ = Reference(kind=PROPERTY, id=item.uuid, name=item.name)
    return FlowPropertyValue(internal_id=spot, property=property_, mean=mean)


def _material(items: tuple[ResolvedMaterial, ...], product: Text | None) -> Material | None:
    if not items:
        return None
    names = [f"pr{number}" for number in range(1, len(items) + 1)]
    values = (
        MaterialValue(property=name, value=item.value, format="float") for name, item in zip(names, items, strict=True)
    )
    details = (
        MaterialProperty(
            id=name,
            name=item.name,
            unit=item.unit,
            unit_description=item.description,
            unit_parts=(UnitPart(name=item.unit),) if item.unit else (),
        )
        for name, item in zip(names, items, strict=True)
    )
    words = product.best("en") if product is not None else None
    return Material(name=words or None, values=tuple(values), details=tuple(details))


def is_reference(process: Process, exchange: Exchange) -> bool:
    """Whether an exchange is the reference flow of its process."""
    return exchange.internal_id is not None and exchange.internal_id in process.quantitative_reference.reference_flows


def resolve(exchange: Exchange, flow: Flow, *, reference: bool) -> Exchange:
    """An exchange with what its flow dataset says; the declared quantity is exact."""
    main = next((item for item in flow.flow_properties if _is_main(item, flow)), None)
    first = flow.classifications[0] if flow.classifications else None
    names = [entry.name or "" for entry in first.entries] if first else []
    resolved = ResolvedFlow(
        version=flow.identity.version,
        type=flow.dataset_type,
        reference=True if reference else None,
        amount=_product(exchange.mean, main.mean if main else None),
        properties=tuple(_property(item, flow) for item in flow.flow_properties),
        materials=_materials(flow.material),
        class_path=_BETWEEN.join(names) or None,
        class_system=first.system if first else None,
    )
    return exchange.model_copy(update={"resolved": resolved})


def _is_main(item: FlowPropertyValue, flow: Flow) -> bool:
    return flow.reference_property is not None and item.internal_id == flow.reference_property


def _property(item: FlowPropertyValue, flow: Flow) -> ResolvedProperty:
    reference, mean = item.property, item.mean
    unit = mean.unit if mean else None
    bare = mean.model_copy(update={"unit": None}) if mean else None
    return ResolvedProperty(
        name=reference.name if reference else None,
        uuid=reference.id if reference else None,
        mean=bare,
        reference=True if _is_main(item, flow) else None,
        unit=unit,
    )


def _materials(material: Material | None) -> tuple[ResolvedMaterial, ...]:
    if material is None:
        return ()
    details = {item.id: item for item in material.details}
    found = []
    for value in material.values:
        detail = details.get(value.property, MaterialProperty())
        name, unit, words = detail.name, detail.unit, detail.unit_description
        found.append(ResolvedMaterial(name=name, value=value.value, unit=unit, description=words))
    return tuple(found)


def _product(left: Amount | None, right: Amount | None) -> Amount | None:
    """The exact product of two amounts; None where one is missing."""
    if left is None or right is None or left.value is None or right.value is None:
        return None
    return Amount(value=_exact(left.value, right.value))


def _exact(left: Decimal, right: Decimal) -> Decimal:
    digits = len(left.as_tuple().digits) + len(right.as_tuple().digits)
    return Context(prec=digits, Emax=MAX_EMAX, Emin=MIN_EMIN).multiply(left, right)
