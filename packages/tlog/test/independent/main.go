// Verifies a log that packages/tlog wrote with Go's own golang.org/x/mod/sumdb/note and tlog, and signs a note with it.
// Standard input is the JSON of independent.test.ts; what is wrong goes to standard error, with exit status 1.
package main

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// A head without a note is of the tree of equal leaves, too large to be stored.
type head struct {
	Size int64
	Root []byte
	Note string
}

type inclusion struct {
	Size  int64
	Root  []byte
	Index int64
	Entry string
	Proof [][]byte
}

type consistency struct {
	Old, Now head
	Proof    [][]byte
}

type input struct {
	VerifierKey   string
	Origin        string
	Dir           string
	Heads         []head
	Inclusions    []inclusion
	Consistencies []consistency
}

func main() {
	var in input
	check(json.NewDecoder(os.Stdin).Decode(&in))
	verifyHeads(in)
	verifyTiles(in)
	for _, c := range in.Inclusions {
		err := tlog.CheckRecord(hashes(c.Proof), c.Size, hash(c.Root), c.Index, tlog.RecordHash([]byte(c.Entry)))
		checkf(err, "inclusion of %d in %d", c.Index, c.Size)
	}
	for _, c := range in.Consistencies {
		err := tlog.CheckTree(hashes(c.Proof), c.Now.Size, hash(c.Now.Root), c.Old.Size, hash(c.Old.Root))
		checkf(err, "consistency of %d and %d", c.Old.Size, c.Now.Size)
	}
	answer()
}

// Opens each note, and compares its root with that of a tree that Go grows from the same entries.
func verifyHeads(in input) {
	verifier, err := note.NewVerifier(in.VerifierKey)
	check(err)
	var stored memory
	var size int64
	for _, h := range in.Heads {
		opened, err := note.Open([]byte(h.Note), note.VerifierList(verifier))
		checkf(err, "note of size %d", h.Size)
		text := fmt.Sprintf("%s\n%d\n%s\n", in.Origin, h.Size, base64.StdEncoding.EncodeToString(h.Root))
		expect(opened.Text == text, "text of the checkpoint of size %d", h.Size)
		for ; size < h.Size; size++ {
			added, err := tlog.StoredHashes(size, []byte(entry(size)), stored)
			check(err)
			stored = append(stored, added...)
		}
		root, err := tlog.TreeHash(h.Size, stored)
		check(err)
		expect(root == hash(h.Root), "root of size %d", h.Size)
	}
}

// Reads leaves through Go's reader of tiles, which verifies each tile against the root.
func verifyTiles(in input) {
	for _, h := range in.Heads {
		tree := tlog.Tree{N: h.Size, Hash: hash(h.Root)}
		reader := tlog.TileHashReader(tree, directory(in.Dir))
		for _, index := range []int64{0, h.Size / 2, h.Size - 1} {
			proof, err := tlog.ProveRecord(h.Size, index, reader)
			checkf(err, "tiles of size %d", h.Size)
			err = tlog.CheckRecord(proof, h.Size, tree.Hash, index, tlog.RecordHash([]byte(entry(index))))
			checkf(err, "proof of %d from the tiles of size %d", index, h.Size)
		}
	}
}

// A note of Go's own, for the other side to verify.
func answer() {
	private, public, err := note.GenerateKey(nil, "go.example/log")
	check(err)
	signer, err := note.NewSigner(private)
	check(err)
	signed, err := note.Sign(&note.Note{Text: "go.example/log\n5\n" + strings.Repeat("A", 43) + "=\n"}, signer)
	check(err)
	check(json.NewEncoder(os.Stdout).Encode(map[string]string{"verifierKey": public, "note": string(signed)}))
}

// The one difference in the paths of C2SP: Go's own hold the height of the tiles.
type directory string

func (d directory) Height() int { return 8 }

func (d directory) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var data [][]byte
	for _, tile := range tiles {
		path := filepath.Join(string(d), strings.Replace(tile.Path(), "tile/8/", "tile/", 1))
		content, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		data = append(data, content)
	}
	return data, nil
}

func (d directory) SaveTiles([]tlog.Tile, [][]byte) {}

type memory []tlog.Hash

func (m memory) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	var read []tlog.Hash
	for _, index := range indexes {
		read = append(read, m[index])
	}
	return read, nil
}

func entry(index int64) string { return "entry " + strconv.FormatInt(index, 10) }

func hash(b []byte) (h tlog.Hash) {
	expect(copy(h[:], b) == len(h) && len(b) == len(h), "hash of %d bytes", len(b))
	return h
}

func hashes(bs [][]byte) (hs []tlog.Hash) {
	for _, b := range bs {
		hs = append(hs, hash(b))
	}
	return hs
}

func expect(holds bool, format string, args ...any) {
	if !holds {
		fmt.Fprintf(os.Stderr, format+" is wrong\n", args...)
		os.Exit(1)
	}
}

func checkf(err error, format string, args ...any) {
	if err != nil {
		fmt.Fprintf(os.Stderr, format+": %v\n", append(args, err)...)
		os.Exit(1)
	}
}

func check(err error) { checkf(err, "verifying") }
