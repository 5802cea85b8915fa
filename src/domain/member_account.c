#include "domain/member_account.h"

#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"

enum { EXTRINSIC_LIMIT = 60, TABLE_LIMIT = 32 * 1024, SHOWN_LIMIT = 60, ACCOUNT_DIGITS = 12 };

static const char digits[] = "0123456789";

/* Twelve digits, however they are grouped; NULL: no account's id. */
static const char *account_id_read(struct arena *arena, const char *text)
{
    char *id = arena_text(arena, text);
    size_t length = 0;
    for (const char *at = text; *at != '\0'; at++) {
        if (*at != '-' && *at != ' ')
            id[length++] = *at;
    }
    id[length] = '\0';
    return length == ACCOUNT_DIGITS && strspn(id, digits) == ACCOUNT_DIGITS ? id : NULL;
}

/* The next line of a text, trimmed; NULL at its end. */
static const char *next_line(struct arena *arena, const char **at)
{
    if (**at == '\0')
        return NULL;
    size_t length = strcspn(*at, "\r\n");
    const char *line = text_trim(arena, arena_text_n(arena, *at, length));
    *at += length;
    *at += strspn(*at, "\r\n");
    return line;
}

/* Lines of the stored table end in = and an account's id, whatever the value holds. */
static size_t value_length(const char *table)
{
    size_t length = strcspn(table, "\n");
    return length > ACCOUNT_DIGITS ? length - ACCOUNT_DIGITS - 1 : 0;
}

bool member_account_next(struct arena *arena, const char **at, const char **value,
                         const char **account_id)
{
    size_t length = value_length(*at);
    if (length == 0)
        return false;
    *value = arena_text_n(arena, *at, length);
    *account_id = arena_text_n(arena, *at + length + 1, ACCOUNT_DIGITS);
    *at += length + 1 + ACCOUNT_DIGITS;
    *at += **at == '\n';
    return true;
}

/* Allocates for what is found alone: a long table is looked through for each of its lines. */
static const char *find(struct arena *arena, const char *table, const char *value)
{
    size_t length = strlen(value);
    while (*table != '\0') {
        size_t size = value_length(table);
        if (size == length && size > 0 && strncasecmp(table, value, size) == 0)
            return arena_text_n(arena, table + size + 1, ACCOUNT_DIGITS);
        table += strcspn(table, "\n");
        table += *table == '\n';
    }
    return NULL;
}

const char *member_account_of(struct arena *arena, const struct connection *connection,
                              const char *value)
{
    const char *trimmed = text_trim(arena, value);
    return text_empty(connection->account_table) ? account_id_read(arena, trimmed)
                                                 : find(arena, connection->account_table, trimmed);
}

/* One line of the table into its stored form; NULL, or what is wrong with it. */
static const char *read_line(struct arena *arena, const char *line, struct buf *table)
{
    const char *shown = text_cut(arena, line, SHOWN_LIMIT);
    const char *equals = strrchr(line, '=');
    if (equals == NULL || equals == line)
        return arena_printf(arena,
                            "'%s' must be a value, = and an account id, such as CC-100 = "
                            "123456789012.",
                            shown);
    const char *value = text_trim(arena, arena_text_n(arena, line, (size_t)(equals - line)));
    const char *account_id = account_id_read(arena, equals + 1);
    if (account_id == NULL)
        return arena_printf(arena, "'%s': an account id has 12 digits.", shown);
    if (find(arena, buf_string(table), value) != NULL)
        return arena_printf(arena, "'%s' is in the table twice: a value stands for one account.",
                            text_cut(arena, value, SHOWN_LIMIT));
    buf_printf(table, "%s=%s\n", value, account_id);
    return table->overflow ? "The table is too long: it has at most 32 KB." : NULL;
}

static void read_table(struct arena *arena, const char *text, struct connection *out,
                       struct settings_problems *problems)
{
    struct buf table;
    const char *problem = NULL;
    buf_init(&table, arena, TABLE_LIMIT);
    for (const char *line; problem == NULL && (line = next_line(arena, &text)) != NULL;) {
        if (*line != '\0')
            problem = read_line(arena, line, &table);
    }
    if (problem != NULL)
        settings_problem_add(problems, "account_table", problem);
    out->account_table = problem == NULL ? buf_string(&table) : "";
}

void member_account_read(struct arena *arena, const struct connection_settings *settings,
                         struct connection *out, struct settings_problems *problems)
{
    const char *name = text_trim(arena, text_or_empty(settings->account_extrinsic));
    out->account_extrinsic = name;
    out->account_fallback = settings->account_fallback;
    if (strlen(name) > EXTRINSIC_LIMIT || strpbrk(name, "\r\n\t\"<>&") != NULL)
        settings_problem_add(problems, "account_extrinsic",
                             "The name of an Extrinsic has at most 60 characters, such as "
                             "CostCenter.");
    read_table(arena, text_or_empty(settings->account_table), out, problems);
    if (text_empty(name) && !text_empty(out->account_table))
        settings_problem_add(problems, "account_extrinsic",
                             "Name the Extrinsic whose values the table is about, or empty the "
                             "table.");
}
