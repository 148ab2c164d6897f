"""Bytes to trees and back: XML, JSON, workbooks, archives. Carriers know nothing of LCA."""
