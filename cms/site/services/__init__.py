from cms.site.services.announcing import announce_published, announce_unpublished
from cms.site.services.importing import SiteFolderFaulty, import_site
from cms.site.services.shown import forget_public_pages, record_indicator

__all__ = [
    "SiteFolderFaulty",
    "announce_published",
    "announce_unpublished",
    "forget_public_pages",
    "import_site",
    "record_indicator",
]
