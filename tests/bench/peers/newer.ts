/** What the rooms use of the language and Node 20 does not have yet. */
import "core-js/actual/iterator";
import "core-js/actual/promise/with-resolvers";
