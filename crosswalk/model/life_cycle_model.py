"""A life cycle model dataset of eILCD: processes and how they are connected."""

from __future__ import annotations

from crosswalk.model.base import Amount, Classification, DatasetId, Model, Reference, Text
from crosswalk.model.process import CommissionerGoal, ProcessName
from crosswalk.model.review import Compliance, Entry, Publication, Review


class ProcessGroup(Model):
    """A named group of process instances."""

    id: int | None = None
    name: Text | None = None


class GroupMembership(Model):
    """The id of a group that an instance belongs to."""

    group: int | None = None


class ParameterValue(Model):
    """The value that an instance gives to a parameter of its process."""

    name: str | None = None
    value: Amount | None = None


class Downstream(Model):
    """The instance (by internal id) and its input flow (by UUID and version) that a connection leads to."""

    instance: int | None = None
    flow: str | None = None
    flow_version: str | None = None
    location: str | None = None
    dominant: bool | None = None


class Connection(Model):
    """An output flow (by UUID and version) of an instance and the instances that take it."""

    flow: str | None = None
    flow_version: str | None = None
    dominant: bool | None = None
    downstream: tuple[Downstream, ...] = ()


class ProcessInstance(Model):
    """A process at its place in the model.

    Its inventory times ``multiplication`` is what the whole life cycle needs of it; ``scaling`` is a factor
    that the modeller fixed for the instance.
    """

    internal_id: int | None = None
    multiplication: Amount | None = None
    process: Reference | None = None
    scaling: Amount | None = None
    groups: tuple[GroupMembership, ...] = ()
    parameters: tuple[ParameterValue, ...] = ()
    connections: tuple[Connection, ...] = ()


class LifeCycleModel(Model):
    """A life cycle model dataset, complete for eILCD. ``reference_process`` is an instance's internal id."""

    identity: DatasetId = DatasetId()
    name: ProcessName = ProcessName()
    classifications: tuple[Classification, ...] = ()
    resulting_processes: tuple[Reference, ...] = ()
    comment: Text | None = None
    documentation: tuple[Reference, ...] = ()
    reference_process: int | None = None
    groups: tuple[ProcessGroup, ...] = ()
    instances: tuple[ProcessInstance, ...] = ()
    diagrams: tuple[Reference, ...] = ()
    use_advice: Text | None = None
    reviews: tuple[Review, ...] = ()
    compliance: tuple[Compliance, ...] = ()
    goal: CommissionerGoal = CommissionerGoal()
    generators: tuple[Reference, ...] = ()
    entry: Entry = Entry()
    publication: Publication = Publication()
