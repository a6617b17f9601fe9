/** Parts of the language that the rooms use and Node 20 lacks. */
import "core-js/actual/iterator";
import "core-js/actual/promise/with-resolvers";
