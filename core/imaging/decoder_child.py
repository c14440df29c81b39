"""The process in which compressed DICOM pictures are decoded: `python -m core.imaging.decoder_child`.

It reads requests from standard input and answers on standard output until its input is closed. Each message
is one line of JSON and then as many raw bytes as the line's "length" says; the other end is
`core.imaging.decoder_process`.
"""

import json
import logging
import sys
import warnings
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray
from pydicom.encaps import get_frame
from pydicom.pixels.decoders.base import get_decoder
from pydicom.uid import UID, JPEGExtended12Bit

MEMORY_LIMIT = 6 * 2**30


def main() -> None:
    """Serve until the parent closes the pipe or dies."""
    warnings.simplefilter("ignore")
    logging.getLogger("pydicom").disabled = True
    _limit_memory()
    while line := sys.stdin.buffer.readline():
        request = json.loads(line)
        _answer(request, sys.stdin.buffer.read(request["length"]), sys.stdout.buffer)


def _answer(request: dict[str, Any], encapsulated: bytes, out: BinaryIO) -> None:
    try:
        array, photometric = decode(encapsulated, request["syntax"], request["plugin"], request["options"])
    # The decoders raise whatever they like over broken data; the parent makes one typed error of it.
    except Exception as cause:  # noqa: BLE001
        _send(out, {"error": type(cause).__name__}, b"")
        return
    head = {"shape": array.shape, "dtype": array.dtype.str, "photometric": photometric}
    _send(out, head, array.tobytes())


def _send(out: BinaryIO, head: dict[str, Any], body: bytes) -> None:
    out.write(json.dumps({**head, "length": len(body)}).encode() + b"\n" + body)
    out.flush()


def decode(
    encapsulated: bytes, syntax: str, plugin: str, options: dict[str, Any]
) -> tuple[NDArray[Any], str]:
    """Decode the only frame of an encapsulated Pixel Data element by one named plug-in of pydicom.

    Return the stored values (rows, columns) or (rows, columns, 3) and the photometric interpretation that
    they are now in.
    """
    if syntax == JPEGExtended12Bit and options["bits_stored"] > 8:
        return _decode_twelve_bits(encapsulated, options), options["photometric_interpretation"]
    array, properties = get_decoder(UID(syntax)).as_array(
        encapsulated, index=0, decoding_plugin=plugin, **options
    )
    return array, str(properties["photometric_interpretation"])


def _decode_twelve_bits(encapsulated: bytes, options: dict[str, Any]) -> NDArray[np.uint16]:
    """JPEG Extended (process 4) of 12-bit grey samples, by GDCM; pydicom's plug-in refuses them."""
    import gdcm

    fragment = gdcm.Fragment()
    fragment.SetByteStringValue(get_frame(encapsulated, 0, number_of_frames=1))
    fragments = gdcm.SequenceOfFragments.New()
    fragments.AddFragment(fragment)
    element = gdcm.DataElement(gdcm.Tag(0x7FE0, 0x0010))
    element.SetValue(fragments.__ref__())
    image = gdcm.Image()
    image.SetNumberOfDimensions(2)
    image.SetDimensions((options["columns"], options["rows"], 1))
    image.SetDataElement(element)
    kind = gdcm.PhotometricInterpretation.GetPIType("MONOCHROME2")
    image.SetPhotometricInterpretation(gdcm.PhotometricInterpretation(kind))
    image.SetTransferSyntax(gdcm.TransferSyntax(gdcm.TransferSyntax.GetTSType(str(JPEGExtended12Bit))))
    image.SetPixelFormat(gdcm.PixelFormat(1, 12, 12, 11, 0))
    # GDCM hands bytes out as text.
    raw = image.GetBuffer().encode("utf-8", "surrogateescape")
    values = np.frombuffer(raw, dtype="<u2").reshape(options["rows"], options["columns"])
    # Lossy compression overshoots the bits that the picture had.
    return values.clip(0, 2 ** options["bits_stored"] - 1)


def _limit_memory() -> None:
    """A codestream may claim any size; let it fail alone. (Windows has no such limit.)"""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))


if __name__ == "__main__":
    main()
