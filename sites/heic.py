"""Can HEIC, in which many phones take pictures, be read on this machine? Only where its optional library is installed.

The library's wheel brings a codec under the GPL, so it is nobody's dependency: whoever runs the portal adds it (docs/operations.md).
"""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

#: The name under which Pillow knows it.
FORMAT = "HEIF"

REFUSAL = (
    "本系统读不了 HEIC 格式的照片。苹果手机请打开“设置—相机—格式”,选“兼容性最佳”;"
    "其他手机请在相机设置里关闭“高效图片格式(HEIF)”。然后重新拍照上传,或把这张照片另存为 JPG 再上传。"
)

_BRANDS = frozenset({b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1"})

IS_READ = find_spec("pillow_heif") is not None
if IS_READ:
    import_module("pillow_heif").register_heif_opener()


def is_heic(data: bytes) -> bool:
    """Whether the content says so; a name says nothing."""
    return data[4:8] == b"ftyp" and data[8:12] in _BRANDS
