#ifndef DB_STATEMENT_H
#define DB_STATEMENT_H
/*
 * Statements inside a transaction (db/db.h, which includes this). SQL is one text for SQLite and
 * PostgreSQL: parameters are `$1` to `$99`, times and ids are passed in.
 *
 *     static const struct db_sql find = {"SELECT name FROM product WHERE id = $1"};
 *
 *     struct db_statement *s = db_prepare(tx, &find);
 *     db_bind_text(s, 1, id);
 *     if (db_step(s))
 *         product->name = db_text(s, 0, arena);
 *     return db_done(s);
 */
#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/status.h"

struct arena;
struct db_tx;
struct db_statement;

/* One statement. Must be static: it is prepared once a connection and found again by address. */
struct db_sql {
    const char *text;
};

/*
 * A statement ready for binding, the transaction's until db_done; never NULL. The same db_sql may
 * be prepared again while the first is being stepped. An error in any statement, CONFLICT included
 * (PostgreSQL ends a transaction there too; where it is expected write ON CONFLICT), sticks: later
 * statements do nothing, db_done says the first status, and the transaction will not commit even
 * if the work returns OK.
 */
struct db_statement *db_prepare(struct db_tx *tx, const struct db_sql *sql);

/* Binds `$n`; text and bytes must stay as they are until db_done. Every parameter must be bound
 * before the first step. A NULL text is SQL's NULL; empty bytes are empty, not NULL. */
void db_bind_text(struct db_statement *statement, int n, const char *text);
void db_bind_int(struct db_statement *statement, int n, int64_t number);
void db_bind_bytes(struct db_statement *statement, int n, struct bytes bytes);
void db_bind_null(struct db_statement *statement, int n);

/* True: a row is there to be read. False: no more rows, or an error that db_done tells. */
bool db_step(struct db_statement *statement);

/* Columns of the row, from 0. NULL reads as NULL, 0 and no bytes. Copies are the arena's; text and
 * bytes are followed by a NUL that is not counted. */
const char *db_text(struct db_statement *statement, int column, struct arena *arena);
int64_t db_int(struct db_statement *statement, int column);
struct bytes db_bytes(struct db_statement *statement, int column, struct arena *arena);
bool db_is_null(struct db_statement *statement, int column);

/* Ends the statement; it must not be used again. The transaction's status: OK, CONFLICT (a
 * constraint), UNAVAILABLE (busy, disk full), TOO_LARGE (a value or row over SQLite's limit),
 * FAILED, with the message in db_fault(tx). */
enum status db_done(struct db_statement *statement);

/* Steps to the end and db_done: for statements whose rows nobody wants. */
enum status db_run(struct db_statement *statement);

/*
 * Sends a bound SELECT whose rows are read later: on PostgreSQL all that were asked go out with the
 * first that is stepped, which saves a round trip each. It sees what was written before db_ask.
 */
void db_ask(struct db_statement *statement);

/*
 * Runs a statement whose outcome need not be known at once: on PostgreSQL it goes out with the next
 * one that is stepped, which saves a round trip. An error shows, and sticks, there or at the end of
 * the work. db_changes does not tell of it.
 */
enum status db_send(struct db_statement *statement);

/* The same for an UPDATE or DELETE that must change one row: CONFLICT, which sticks, where it
 * changes none or more. */
enum status db_send_one(struct db_statement *statement);

/* Rows that the last INSERT, UPDATE or DELETE ended in this transaction has changed; 0 before. */
int64_t db_changes(const struct db_tx *tx);

#endif
