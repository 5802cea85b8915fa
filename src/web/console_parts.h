#ifndef WEB_CONSOLE_PARTS_H
#define WEB_CONSOLE_PARTS_H
/* What console pages are put together from. All of it is the request's arena's. */
#include "app/account.h"
#include "web/console.h"

/* Fills console->page: tags, navigation, who is signed in, what was said. */
void console_frame(struct console *console, const char *title, const char *home);

/* The title, the sentence under it, and the way here: pairs of text and path under the console's
 * home, NULL at the end. */
void console_title(struct console *console, struct console_page *page, const char *title,
                   const char *lead, ...) __attribute__((sentinel));

struct cell_view cell_text(const char *text);
struct cell_view cell_code(const char *text); /* with a button that copies it */
struct cell_view cell_link(const char *text, const char *url);
struct cell_view cell_number(struct console *console, int64_t number);
struct cell_view cell_time(struct console *console, int64_t time_us, const char *never);
/* icon + word + colour. */
struct cell_view cell_state(const char *text, const char *icon, const char *tone);
struct cell_view cell_active(bool suspended);

void put_fact(struct console *console, struct fact_list *facts, const char *label,
              struct cell_view cell);
void put_action(struct console *console, struct button_list *list, const char *text,
                const char *rest, const char *look);
/* A button that posts; `name` and `value` may be NULL. */
void put_post(struct console *console, struct button_list *list, const char *text, const char *rest,
              const char *look, const char *name, const char *value);
struct section_view *put_section(struct console *console, struct object_view *view, const char *id,
                                 const char *heading, const char *text);

void put_folded(struct console *console, struct section_view *section, const char *label,
                const char *text);

/* Columns by their headings, NULL at the end. */
void table_columns(struct console *console, struct table_view *table, const char *caption, ...)
    __attribute__((sentinel));
struct row_view *table_row(struct console *console, struct table_view *table);
void row_cell(struct console *console, struct row_view *row, struct cell_view cell);

/* What the address of a list page asks for: q, sort (a `-` before it: descending), page. */
enum { LIST_PAGE_SIZE = 50 };
struct list_query list_query_read(struct console *console);
/* Sort links of the columns: `sorts` are their names, NULL for one that does not sort; the search
 * field; and the pages. `rest` is the page's path under the console's home. */
void list_finish(struct console *console, struct list_view *view, const char *rest,
                 const struct list_query *query, const char *const *sorts, size_t total,
                 const char *one, const char *many);

/* Inputs of a form. What was sent is kept, passwords excepted. */
struct input_view *put_input(struct console *console, struct panel_view *panel, const char *name,
                             const char *label, const char *help);
struct input_view *put_password(struct console *console, struct panel_view *panel, const char *name,
                                const char *label, const char *help, const char *autocomplete);
struct input_view *put_hidden(struct console *console, struct panel_view *panel, const char *name,
                              const char *value);
/* Of a long form: what the inputs after it are about. */
void put_heading(struct console *console, struct panel_view *panel, const char *text);
void put_choice(struct console *console, struct input_view *input, const char *value,
                const char *label, const char *help, bool chosen);
/* Says what is wrong beside the field of that name, or where it has none on top alone. */
void put_problem(struct console *console, struct problem_list *problems, struct panel_view *panel,
                 const char *field, const char *message);
void panel_init(struct console *console, struct panel_view *panel, const char *rest,
                const char *submit);

/* A field of the form that was sent, trimmed; "" where it is missing. */
const char *console_field(struct console *console, const char *name);
/* Not trimmed: passwords and documents. */
const char *console_raw(struct console *console, const char *name);

/* A page that asks once before something that can't be undone: it posts to where it stands. */
struct confirm {
    const char *title;
    const char *warning; /* names the object and what will happen */
    const char *submit;
    const char *rest;         /* where the form goes */
    const char *cancel;       /* under the console's home */
    const char *keep;         /* what the link there says; NULL: Cancel */
    const char *name, *value; /* a hidden field, or NULL */
};
struct reply *console_confirm(struct console *console, const struct confirm *confirm);

/* A page that shows something for the only time: a link, a key. */
struct reply *console_show_once(struct console *console, const char *title, const char *notice,
                                const struct fact_list *facts, const char *next_text,
                                const char *next_rest);

#endif
