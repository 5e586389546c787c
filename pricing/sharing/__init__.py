"""One catalogue for many counters: a shared log in PostgreSQL, and a replica at each counter.

The catalogue on disk stays what every screen reads. It writes what a counter states into its outbox
(`pricing.catalogue.outbox`), and this room takes it to the log and brings what others have stated.
Nothing here opens a socket unless the catalogue was joined to a server.

    shared = SharedCatalogue(folder)         # belongs to one thread, as a Catalogue does
    shared.state()                           # reads the disk only; None if it is not shared
    test_server("postgresql://host/db")      # the server's answer, or a UserError
    shared.join("postgresql://host/db")      # creates or checks the schema, and keeps the address
    shared.sync()                            # sends what waits, and applies what is new
    shared.watch(on_changed, should_continue)  # does so until it is told to end
    shared.rebuild()                         # applies the whole log again
    shared.leave()                           # keeps the catalogue, and forgets the server

Import the classes by path, from `pricing.sharing.shared_catalogue` and `pricing.sharing.state`.
"""
