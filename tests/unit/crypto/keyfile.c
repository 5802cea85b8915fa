#include "unit.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "crypto/keyfile.h"
#include "crypto/random.h"

static char folder[] = "/tmp/keyfile-test-XXXXXX";
static char path[64];

static int make_folder(void **state)
{
    (void)state;
    if (crypto_start() != OK || mkdtemp(folder) == NULL)
        return -1;
    snprintf(path, sizeof path, "%s/key", folder);
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    return rmdir(folder);
}

static void put(const char *text, mode_t mode)
{
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    assert_true(file >= 0);
    assert_int_equal(write(file, text, strlen(text)), (ssize_t)strlen(text));
    assert_int_equal(fchmod(file, mode), 0);
    close(file);
}

static void a_created_file_loads_again(void **state)
{
    (void)state;
    struct seal_key one;
    struct seal_key two;
    struct stat info;
    struct fault fault;
    umask(0);
    assert_int_equal(keyfile_create(path, &fault), OK);
    assert_int_equal(stat(path, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0600);
    assert_int_equal(info.st_size, 45);
    assert_int_equal(keyfile_load(path, &one, &fault), OK);
    assert_int_equal(keyfile_load(path, &two, &fault), OK);
    assert_memory_equal(&one, &two, sizeof one);
    /* Never overwritten. */
    assert_int_equal(keyfile_create(path, &fault), CONFLICT);
    assert_non_null(strstr(fault.message, "never overwritten"));
    assert_int_equal(keyfile_load(path, &two, &fault), OK);
    assert_memory_equal(&one, &two, sizeof one);
    unlink(path);
    assert_int_equal(keyfile_create(path, &fault), OK);
    assert_int_equal(keyfile_load(path, &two, &fault), OK);
    assert_memory_not_equal(&one, &two, sizeof one);
    unlink(path);
}

static void a_file_that_others_may_use_is_refused(void **state)
{
    (void)state;
    static const mode_t modes[] = {0640, 0604, 0620, 0601};
    struct seal_key key;
    struct fault fault;
    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++) {
        put("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n", modes[i]);
        assert_int_equal(keyfile_load(path, &key, &fault), DENIED);
        assert_non_null(strstr(fault.message, "chmod 600"));
    }
    put("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n", 0400);
    assert_int_equal(keyfile_load(path, &key, &fault), OK);
    unlink(path);
}

static void what_is_no_key_is_refused(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "", "AAAA\n", "!!!", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=AAAA",
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"};
    struct seal_key key;
    struct fault fault;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        put(texts[i], 0600);
        assert_int_equal(keyfile_load(path, &key, &fault), BAD_INPUT);
        assert_non_null(strstr(fault.message, path));
    }
    unlink(path);
    assert_int_equal(keyfile_load(path, &key, &fault), NOT_FOUND);
    assert_int_equal(keyfile_load(folder, &key, &fault), BAD_INPUT);
    assert_int_equal(keyfile_create("/nonexistent/key", &fault), FAILED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_created_file_loads_again),
        cmocka_unit_test(a_file_that_others_may_use_is_refused),
        cmocka_unit_test(what_is_no_key_is_refused),
    };
    return cmocka_run_group_tests_name("crypto/keyfile", tests, make_folder, remove_folder);
}
