#include "template_compile.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"
#include "template_expression.h"
#include "template_markup.h"
#include "template_scan.h"

enum {
    /* C17 promises string literals of 4095 characters; one piece of text is cut before that. */
    LITERAL_LIMIT = 2000,
    DEPTH_LIMIT = 30,
    OUTPUT_LIMIT = 16 << 20
};

/* An {{if}} or {{each}} that is open. */
struct block {
    bool is_each;
    bool has_else;
    size_t line;
    struct markup start;  /* the place where each branch begins */
    struct markup merged; /* where the branches before this one ended */
    bool has_merged;
};

struct compiler {
    struct arena *arena;
    const struct template_source *source;
    struct template_error *error;
    struct buf *out;
    struct buf literal; /* text that waits to be written */
    struct markup markup;
    struct template_names names;
    struct block blocks[DEPTH_LIMIT];
    size_t depth;
    size_t loops;
};

static int fail(struct template_error *error, size_t line, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static int fail(struct template_error *error, size_t line, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    error->line = line;
    vsnprintf(error->message, sizeof error->message, format, args);
    va_end(args);
    return -1;
}

/* As the inside of a C string; `?` too, because C17 has trigraphs. */
static void put_c_string(struct buf *out, const char *text, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        unsigned char c = (unsigned char)text[i];
        if (c == '\n')
            buf_text(out, "\\n");
        else if (c == '"' || c == '\\' || c == '?')
            buf_printf(out, "\\%c", c);
        else if (c < 0x20 || c >= 0x7F)
            buf_printf(out, "\\%03o", c);
        else
            buf_char(out, (char)c);
    }
}

static void flush_literal(struct compiler *c)
{
    for (size_t at = 0; at < c->literal.length; at += LITERAL_LIMIT) {
        size_t left = c->literal.length - at;
        size_t size = left < LITERAL_LIMIT ? left : LITERAL_LIMIT;
        buf_text(c->out, "    buf_put(out, \"");
        put_c_string(c->out, c->literal.data + at, size);
        buf_printf(c->out, "\", %zu);\n", size);
    }
    c->literal.length = 0;
}

/* What follows comes from this line: the C compiler's messages then name the template. */
static void put_line(struct compiler *c, size_t line)
{
    flush_literal(c);
    buf_printf(c->out, "#line %zu \"", line);
    put_c_string(c->out, c->source->path, strlen(c->source->path));
    buf_text(c->out, "\"\n");
}

static int add_text(struct compiler *c, const struct piece *piece)
{
    for (const char *at = piece->text; *at != '\0'; at++) {
        const char *why = markup_step(&c->markup, *at);
        if (why != NULL)
            return fail(c->error, piece->line, "%s", why);
    }
    buf_text(&c->literal, piece->text);
    return 0;
}

static int add_print(struct compiler *c, const struct piece *piece)
{
    static const char *const writers[] = {[PLACE_TEXT] = "html_put",
                                          [PLACE_ATTRIBUTE] = "html_put_attribute",
                                          [PLACE_URL] = "html_put_url",
                                          [PLACE_URL_PART] = "html_put_url_part"};
    const char *why = NULL;
    const char *text = piece->text;
    const char *value = template_expression(c->arena, &c->names, &text, &why);
    if (value != NULL && *text != '\0')
        why = arena_printf(c->arena, "\"%s\" after the expression", text);
    if (why != NULL)
        return fail(c->error, piece->line, "%s", why);
    enum markup_place place = markup_place(&c->markup, &why);
    if (place == PLACE_FORBIDDEN)
        return fail(c->error, piece->line, "%s", why);
    put_line(c, piece->line);
    buf_printf(c->out, "    %s(out, %s);\n", writers[place], value);
    markup_value(&c->markup);
    return 0;
}

static struct block *push(struct compiler *c, const struct piece *piece, bool is_each)
{
    if (c->depth == DEPTH_LIMIT)
        return NULL;
    struct block *block = &c->blocks[c->depth++];
    *block = (struct block){.is_each = is_each, .line = piece->line, .start = c->markup};
    return block;
}

static int add_if(struct compiler *c, const struct piece *piece, const char *before)
{
    const char *why = NULL;
    const char *condition = template_condition(c->arena, &c->names, piece->text, &why);
    if (condition == NULL)
        return fail(c->error, piece->line, "%s", why);
    put_line(c, piece->line);
    buf_printf(c->out, "    %sif (%s) {\n", before, condition);
    return 0;
}

static int begin_if(struct compiler *c, const struct piece *piece)
{
    if (push(c, piece, false) == NULL)
        return fail(c->error, piece->line, "nested too deep");
    return add_if(c, piece, "");
}

static int merge(struct compiler *c, struct block *block, const struct markup *end, size_t line)
{
    if (!block->has_merged)
        block->merged = *end;
    else if (!markup_merge(&block->merged, end))
        return fail(c->error, line,
                    "the branches of the {{if}} of line %zu end at different places of the markup",
                    block->line);
    block->has_merged = true;
    return 0;
}

static int add_else(struct compiler *c, const struct piece *piece)
{
    struct block *block = c->depth == 0 ? NULL : &c->blocks[c->depth - 1];
    if (block == NULL || block->is_each || block->has_else)
        return fail(c->error, piece->line, "{{else}} without {{if}}");
    flush_literal(c);
    if (merge(c, block, &c->markup, piece->line) != 0)
        return -1;
    c->markup = block->start;
    if (piece->kind == PIECE_ELSE_IF)
        return add_if(c, piece, "} else ");
    if (*piece->text != '\0')
        return fail(c->error, piece->line, "\"%s\" after else", piece->text);
    block->has_else = true;
    buf_text(c->out, "    } else {\n");
    return 0;
}

static int begin_each(struct compiler *c, const struct piece *piece)
{
    const char *why = "an {{each}} is written {{each NAME in EXPR}}";
    const char *text = piece->text;
    const char *name = scan_word(c->arena, &text);
    const char *in = scan_word(c->arena, &text);
    if (name == NULL || in == NULL || strcmp(in, "in") != 0)
        return fail(c->error, piece->line, "%s", why);
    const char *list = template_expression(c->arena, &c->names, &text, &why);
    if (list == NULL || *text != '\0')
        return fail(c->error, piece->line, "%s", why);
    if (template_names_have(&c->names, name) || strcmp(name, "out") == 0)
        return fail(c->error, piece->line, "the name %s is taken", name);
    if (push(c, piece, true) == NULL || c->names.count == TEMPLATE_MAX_NAMES)
        return fail(c->error, piece->line, "nested too deep");
    /* From the second time on a value has begun already. */
    c->markup.value_begun = true;
    c->names.names[c->names.count++] = name;
    size_t i = ++c->loops;
    put_line(c, piece->line);
    buf_printf(c->out,
               "    for (size_t i%zu = 0; i%zu < %s.count; i%zu++) { const __typeof__(*%s.items) "
               "*%s = &%s.items[i%zu]; (void)%s;\n",
               i, i, list, i, list, name, list, i, name);
    return 0;
}

static int end_block(struct compiler *c, const struct piece *piece)
{
    if (c->depth == 0)
        return fail(c->error, piece->line, "{{end}} without {{if}} or {{each}}");
    if (*piece->text != '\0')
        return fail(c->error, piece->line, "\"%s\" after end", piece->text);
    struct block *block = &c->blocks[--c->depth];
    flush_literal(c);
    buf_text(c->out, "    }\n");
    if (block->is_each) {
        c->names.count--;
        if (!markup_same(&block->start, &c->markup))
            return fail(c->error, piece->line,
                        "the {{each}} of line %zu ends at another place of the markup than it "
                        "begins",
                        block->line);
        return 0;
    }
    if (merge(c, block, &c->markup, piece->line) != 0 ||
        (!block->has_else && merge(c, block, &block->start, piece->line) != 0))
        return -1;
    c->markup = block->merged;
    return 0;
}

static int add_include(struct compiler *c, const struct piece *piece)
{
    const char *why = "an {{include}} is written {{include NAME EXPR}}";
    const char *text = piece->text;
    const char *name = scan_word(c->arena, &text);
    const char *view = name == NULL ? NULL : template_expression(c->arena, &c->names, &text, &why);
    if (view == NULL || *text != '\0')
        return fail(c->error, piece->line, "%s", why);
    if (c->markup.state != MARKUP_TEXT)
        return fail(c->error, piece->line, "an {{include}} inside a tag");
    put_line(c, piece->line);
    buf_printf(c->out, "    %s%s(out, &%s);\n", c->source->prefix, name, view);
    return 0;
}

static int add_piece(struct compiler *c, const struct piece *piece)
{
    switch (piece->kind) {
    case PIECE_TEXT:
        return add_text(c, piece);
    case PIECE_PRINT:
        return add_print(c, piece);
    case PIECE_IF:
        return begin_if(c, piece);
    case PIECE_ELSE:
    case PIECE_ELSE_IF:
        return add_else(c, piece);
    case PIECE_EACH:
        return begin_each(c, piece);
    case PIECE_CLOSE:
        return end_block(c, piece);
    case PIECE_INCLUDE:
        return add_include(c, piece);
    case PIECE_VIEW:
        return fail(c->error, piece->line, "{{view}} must be the first line");
    case PIECE_USE:
        return fail(c->error, piece->line, "{{use}} must come before any text");
    case PIECE_BROKEN:
        return fail(c->error, piece->line, "%s", piece->text);
    default:
        return 0;
    }
}

static const char *view_of(struct arena *arena, const struct piece *piece,
                           struct template_error *error)
{
    const char *text = piece->text;
    const char *word = piece->kind == PIECE_VIEW ? scan_word(arena, &text) : NULL;
    const char *name = word != NULL && strcmp(word, "struct") == 0 ? scan_word(arena, &text) : NULL;
    if (name == NULL || *text != '\0') {
        fail(error, 1, "the first line must be {{view struct NAME}}");
        return NULL;
    }
    return name;
}

const char *template_view(struct arena *arena, const char *text, struct template_error *error)
{
    struct scan scan;
    scan_init(&scan, arena, text);
    struct piece piece = scan_next(&scan);
    return view_of(arena, &piece, error);
}

static int put_use(struct compiler *c, const struct piece *piece)
{
    size_t length = strlen(piece->text);
    if (length < 3 || strcspn(piece->text + 1, "\"\\") != length - 2)
        return fail(c->error, piece->line, "a {{use}} is written {{use \"folder/file.h\"}}");
    put_line(c, piece->line);
    buf_printf(c->out, "#include %s\n", piece->text);
    return 0;
}

static int compile_body(struct compiler *c, struct scan *scan, struct piece piece)
{
    for (; piece.kind != PIECE_END; piece = scan_next(scan))
        if (add_piece(c, &piece) != 0)
            return -1;
    if (c->depth > 0)
        return fail(c->error, c->blocks[c->depth - 1].line, "{{if}} or {{each}} without {{end}}");
    if (c->markup.state != MARKUP_TEXT)
        return fail(c->error, piece.line, "the template ends inside a tag, comment or script");
    flush_literal(c);
    return 0;
}

int template_compile(struct arena *arena, const struct template_source *source, struct buf *out,
                     struct template_error *error)
{
    struct compiler c = {
        .arena = arena, .source = source, .error = error, .out = out, .markup = markup_new()};
    c.names = (struct template_names){.names = {"v"}, .count = 1};
    buf_init(&c.literal, arena, OUTPUT_LIMIT);
    struct scan scan;
    scan_init(&scan, arena, source->text);
    struct piece piece = scan_next(&scan);
    const char *view = view_of(arena, &piece, error);
    if (view == NULL)
        return -1;
    buf_text(out, "#include \"base/html.h\"\n");
    while ((piece = scan_next(&scan)).kind == PIECE_USE || piece.kind == PIECE_COMMENT)
        if (piece.kind == PIECE_USE && put_use(&c, &piece) != 0)
            return -1;
    buf_printf(out, "#include \"%s\"\n\nvoid %s%s(struct buf *out, const struct %s *v)\n{\n",
               source->header, source->prefix, source->name, view);
    buf_text(out, "    (void)v;\n");
    if (compile_body(&c, &scan, piece) != 0)
        return -1;
    buf_text(out, "}\n");
    return out->overflow || c.literal.overflow ? fail(error, 1, "the template is too large") : 0;
}
