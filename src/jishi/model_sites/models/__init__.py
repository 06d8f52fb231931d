"""Programmes with their basis, applications and named sites, what was seen, spent and found, and how an experience
spreads. Nothing here holds a charge: applicants pay no fee."""

from jishi.model_sites.models.programmes import Naming, Programme, SiteCategory
from jishi.model_sites.models.sites import Finding, Recheck, Site, SiteCost, SiteStep, SiteVisit
from jishi.model_sites.models.spread import Adoption, Experience, Observation

__all__ = [
    "Adoption",
    "Experience",
    "Finding",
    "Naming",
    "Observation",
    "Programme",
    "Recheck",
    "Site",
    "SiteCategory",
    "SiteCost",
    "SiteStep",
    "SiteVisit",
]
