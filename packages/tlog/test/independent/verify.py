"""Verifies a log that packages/tlog wrote with aics-tlog, and cosigns its newest checkpoint with it.

Standard input is the JSON of independent.test.ts; what is wrong goes to standard error, with exit status 1.
"""

import json
import sys
from base64 import b64decode

from aics_tlog import (
    FileSystemTileReader,
    VerifiedTileReader,
    cosignature_vkey,
    format_vkey,
    inclusion_proof_from_tiles,
    parse_note,
    parse_vkey,
    read_entry,
    sign_cosignature,
    tree_root_from_tiles,
    verify_checkpoint,
    verify_consistency,
    verify_leaf_inclusion,
)
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


def expect(holds: bool, what: str) -> None:
    if not holds:
        sys.exit(f"{what} is wrong")


def decode(hashes: list[str]) -> list[bytes]:
    return [b64decode(each) for each in hashes]


def verify_heads(log: dict) -> None:
    """Each note is signed by the log and by both witnesses."""
    key = parse_vkey(log["verifierKey"])
    witnesses = [parse_vkey(each) for each in log["witnessKeys"]]
    for head in log["heads"]:
        note = parse_note(head["note"])
        result = verify_checkpoint(note, key, witnesses, quorum=2, expected_origin=log["origin"])
        expect(result.ok and result.size == head["size"], f"checkpoint of size {head['size']}: {result.error}")


def verify_tiles(log: dict) -> None:
    """Root and proofs come out of the tiles, of which each is proven against the root, and entries out of their bundles."""
    tiles = FileSystemTileReader(log["dir"])
    for head in log["heads"]:
        size, root = head["size"], b64decode(head["root"])
        expect(tree_root_from_tiles(tiles, size) == root, f"root from the tiles of size {size}")
        verified = VerifiedTileReader(tiles, size, root)
        index = size // 3
        proof = inclusion_proof_from_tiles(verified, index, size)
        holds = verify_leaf_inclusion(f"entry {index}".encode(), index, size, proof, root)
        expect(holds, f"proof of {index} from the tiles of size {size}")
    size = log["bundled"]
    for index in range(size):
        expect(read_entry(tiles, index, size) == f"entry {index}".encode(), f"entry {index} in its bundle")


def verify_proofs(log: dict) -> None:
    for each in log["inclusions"]:
        index, size, proof = each["index"], each["size"], decode(each["proof"])
        holds = verify_leaf_inclusion(each["entry"].encode(), index, size, proof, b64decode(each["root"]))
        expect(holds, f"inclusion of {index} in {size}")
    for each in log["consistencies"]:
        old, now, proof = each["old"], each["now"], decode(each["proof"])
        roots = b64decode(old["root"]), b64decode(now["root"])
        expect(verify_consistency(old["size"], now["size"], *roots, proof), f"consistency of {old['size']} and {now['size']}")


def cosign(log: dict) -> dict:
    """A cosignature of this library's own, for the other side to verify."""
    key, head = Ed25519PrivateKey.generate(), log["heads"][-1]
    _, line = sign_cosignature(key, "py.example/w", 1_790_000_000, log["origin"], head["size"], b64decode(head["root"]))
    note = parse_note(head["note"])
    signed = type(note)(text=note.text, signatures=(*note.signatures, line)).serialise()
    return {"verifierKey": format_vkey(cosignature_vkey("py.example/w", key.public_key())), "note": signed}


def main() -> None:
    log = json.load(sys.stdin)
    verify_heads(log)
    verify_tiles(log)
    verify_proofs(log)
    json.dump(cosign(log), sys.stdout)


main()
