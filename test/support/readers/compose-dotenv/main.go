// Prints, as one line of JSON for each file, what docker compose's own reader takes from a .env file; null where it refuses it.
package main

import (
	"encoding/json"
	"os"

	"github.com/compose-spec/compose-go/v2/dotenv"
)

func main() {
	out := json.NewEncoder(os.Stdout)
	for _, file := range os.Args[1:] {
		read, err := dotenv.ReadWithLookup(func(string) (string, bool) { return "", false }, file)
		if err != nil {
			read = nil
		}
		if err := out.Encode(read); err != nil {
			panic(err)
		}
	}
}
