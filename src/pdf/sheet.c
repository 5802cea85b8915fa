#include "pdf/sheet.h"

#include <cairo-pdf.h>
#include <pango/pangocairo.h>
#include <string.h>

#include "base/arena.h"
#include "base/text.h"
#include "base/time.h"

/* A4 in points, and what is kept free at its edges. */
static const double page_width = 595.276, page_height = 841.89, margin = 56;
static const double gap = 6;
enum { SIZE_LIMIT = 16 << 20, TITLE_POINTS = 20, TEXT_POINTS = 10, SMALL_POINTS = 8 };

#define FONTS "Noto Sans, DejaVu Sans, Droid Sans Fallback, Sans"

struct drawing {
    struct arena *arena;
    const struct sheet *sheet;
    cairo_t *cairo;
    PangoContext *pango;
    double y;
    int page;
};

static cairo_status_t on_bytes(void *closure, const unsigned char *data, unsigned length)
{
    struct buf *out = closure;
    buf_put(out, data, length);
    return out->overflow ? CAIRO_STATUS_WRITE_ERROR : CAIRO_STATUS_SUCCESS;
}

static PangoLayout *lay_out(const struct drawing *d, const char *text, double width, int points,
                            bool bold, bool right)
{
    PangoLayout *layout = pango_layout_new(d->pango);
    PangoFontDescription *font = pango_font_description_from_string(FONTS);
    pango_font_description_set_size(font, points * PANGO_SCALE);
    pango_font_description_set_weight(font, bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_layout_set_font_description(layout, font);
    pango_font_description_free(font);
    pango_layout_set_width(layout, (int)(width * PANGO_SCALE));
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_alignment(layout, right ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT);
    pango_layout_set_text(layout, text_or_empty(text), -1);
    return layout;
}

static double height_of(PangoLayout *layout)
{
    int height;
    pango_layout_get_size(layout, NULL, &height);
    return (double)height / PANGO_SCALE;
}

/* Draws at (x, y) and gives the height. */
static double put(const struct drawing *d, double x, double y, PangoLayout *layout)
{
    double height = height_of(layout);
    cairo_move_to(d->cairo, x, y);
    pango_cairo_show_layout(d->cairo, layout);
    g_object_unref(layout);
    return height;
}

static void rule(const struct drawing *d, double y)
{
    cairo_set_line_width(d->cairo, 0.5);
    cairo_move_to(d->cairo, margin, y);
    cairo_line_to(d->cairo, page_width - margin, y);
    cairo_stroke(d->cairo);
}

static double inner_width(void)
{
    return page_width - 2 * margin;
}

static void end_page(struct drawing *d)
{
    const char *text = arena_printf(d->arena, "%s, %d", d->sheet->title, ++d->page);
    put(d, margin, page_height - margin + gap,
        lay_out(d, text, inner_width(), SMALL_POINTS, false, true));
    cairo_show_page(d->cairo);
    d->y = margin;
}

static void put_head_of_table(struct drawing *d)
{
    double x = margin, most = 0;
    for (size_t i = 0; i < d->sheet->column_count; i++) {
        const struct sheet_column *column = &d->sheet->columns[i];
        double width = column->share * inner_width();
        double height = put(
            d, x, d->y, lay_out(d, column->title, width - gap, TEXT_POINTS, true, column->right));
        most = height > most ? height : most;
        x += width;
    }
    d->y += most + gap / 2;
    rule(d, d->y);
    d->y += gap;
}

/* A new page where so much does not fit on this one; the table goes on under its head. */
static void make_room(struct drawing *d, double height, bool in_table)
{
    if (d->y + height <= page_height - margin)
        return;
    end_page(d);
    if (in_table)
        put_head_of_table(d);
}

static void put_facts(struct drawing *d)
{
    for (size_t i = 0; i < d->sheet->fact_count; i++) {
        const struct sheet_fact *fact = &d->sheet->facts[i];
        double label_width = inner_width() * 0.3;
        PangoLayout *value =
            lay_out(d, fact->value, inner_width() - label_width, TEXT_POINTS, false, false);
        make_room(d, height_of(value), false);
        put(d, margin, d->y, lay_out(d, fact->label, label_width - gap, TEXT_POINTS, true, false));
        d->y += put(d, margin + label_width, d->y, value) + gap / 2;
    }
    d->y += 2 * gap;
}

static void put_row(struct drawing *d, const char *const *cells)
{
    const struct sheet *sheet = d->sheet;
    PangoLayout **layouts = arena_array(d->arena, sheet->column_count, sizeof(PangoLayout *));
    double x = margin, most = 0;
    for (size_t i = 0; i < sheet->column_count; i++) {
        layouts[i] = lay_out(d, cells[i], sheet->columns[i].share * inner_width() - gap,
                             TEXT_POINTS, false, sheet->columns[i].right);
        most = height_of(layouts[i]) > most ? height_of(layouts[i]) : most;
    }
    make_room(d, most, true);
    for (size_t i = 0; i < sheet->column_count; i++) {
        put(d, x, d->y, layouts[i]);
        x += sheet->columns[i].share * inner_width();
    }
    d->y += most + gap;
}

static void put_sums(struct drawing *d)
{
    rule(d, d->y);
    d->y += gap;
    for (size_t i = 0; i < d->sheet->sum_count; i++) {
        const struct sheet_fact *sum = &d->sheet->sums[i];
        double value_width = inner_width() * 0.3;
        PangoLayout *value = lay_out(d, sum->value, value_width - gap, TEXT_POINTS, true, true);
        make_room(d, height_of(value), false);
        put(d, margin, d->y,
            lay_out(d, sum->label, inner_width() - value_width - gap, TEXT_POINTS, true, true));
        d->y += put(d, margin + inner_width() - value_width, d->y, value) + gap / 2;
    }
}

static void draw(struct drawing *d)
{
    const struct sheet *sheet = d->sheet;
    d->y = margin;
    d->y +=
        put(d, margin, d->y, lay_out(d, sheet->title, inner_width(), TITLE_POINTS, true, false));
    d->y += 3 * gap;
    put_facts(d);
    put_head_of_table(d);
    for (size_t i = 0; i < sheet->row_count; i++)
        put_row(d, sheet->cells + i * sheet->column_count);
    put_sums(d);
    if (sheet->note != NULL) {
        PangoLayout *note = lay_out(d, sheet->note, inner_width(), SMALL_POINTS, false, false);
        d->y += 3 * gap;
        make_room(d, height_of(note), false);
        put(d, margin, d->y, note);
    }
    end_page(d);
}

static void set_properties(cairo_surface_t *surface, struct arena *arena, const struct sheet *sheet)
{
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, sheet->title);
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_AUTHOR,
                                   text_or_empty(sheet->author));
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE,
                                   time_cxml(arena, sheet->at_us));
}

enum status sheet_write(struct arena *arena, const struct sheet *sheet, struct bytes *out,
                        struct fault *fault)
{
    struct buf pdf;
    buf_init(&pdf, arena, SIZE_LIMIT);
    cairo_surface_t *surface =
        cairo_pdf_surface_create_for_stream(on_bytes, &pdf, page_width, page_height);
    set_properties(surface, arena, sheet);
    /* A map of its own: the default one belongs to the thread, and would stay with it. */
    PangoFontMap *fonts = pango_cairo_font_map_new();
    struct drawing d = {.arena = arena, .sheet = sheet, .cairo = cairo_create(surface)};
    d.pango = pango_font_map_create_context(fonts);
    pango_cairo_update_context(d.cairo, d.pango);
    draw(&d);
    g_object_unref(d.pango);
    g_object_unref(fonts);
    cairo_status_t status = cairo_status(d.cairo);
    cairo_destroy(d.cairo);
    cairo_surface_finish(surface);
    if (status == CAIRO_STATUS_SUCCESS)
        status = cairo_surface_status(surface);
    cairo_surface_destroy(surface);
    if (status != CAIRO_STATUS_SUCCESS || pdf.overflow)
        return fault_set(fault, FAILED, "The PDF could not be made: %s.",
                         pdf.overflow ? "it is too large" : cairo_status_to_string(status));
    *out = buf_bytes(&pdf);
    return OK;
}
