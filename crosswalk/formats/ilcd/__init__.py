"""ILCD 1.1: process, flow, source and contact datasets in XML."""
