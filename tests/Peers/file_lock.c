/*
 * Locks of a file from C, after TLPI's t_flock and i_fcntl_locking. "file_lock PATH" takes a command a line:
 *   flock s|x|u [n]              flock(2); n: LOCK_NB
 *   posix|ofd r|w|u START LEN [n]   fcntl(2), F_SETLKW or with n F_SETLK
 *   get posix|ofd r|w START LEN  prints "free", or type, start, length and pid of a lock in the way
 *   reopen                       opens and closes the file once more
 *   fork                         a child that has the descriptors sleeps for ever; prints its pid
 *   exec                         becomes sleep(1), with the descriptors; prints "exec" before
 *   pid
 * and prints "done", or the name of errno where one fails.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

static void say(int result)
{
    puts(result < 0 ? strerrorname_np(errno) : "done");
}

static struct flock record(char type, long start, long length)
{
    return (struct flock){ .l_type = type == 'r' ? F_RDLCK : type == 'w' ? F_WRLCK : F_UNLCK, .l_whence = SEEK_SET, .l_start = start, .l_len = length };
}

int main(int argc, char **argv)
{
    char line[200];
    if (argc != 2)
        return 2;
    int file = open(argv[1], O_RDWR | O_CREAT, 0600);
    if (file < 0) {
        perror(argv[1]);
        return 1;
    }
    setvbuf(stdout, NULL, _IOLBF, 0);
    while (fgets(line, sizeof line, stdin) != NULL) {
        char kind[8], type, none[2] = "";
        long start, length;
        if (sscanf(line, "flock %c %1s", &type, none) >= 1) {
            say(flock(file, (type == 's' ? LOCK_SH : type == 'x' ? LOCK_EX : LOCK_UN) | (none[0] ? LOCK_NB : 0)));
        } else if (sscanf(line, "get %7s %c %ld %ld", kind, &type, &start, &length) == 4) {
            struct flock lock = record(type, start, length);
            if (fcntl(file, kind[0] == 'o' ? F_OFD_GETLK : F_GETLK, &lock) < 0)
                say(-1);
            else if (lock.l_type == F_UNLCK)
                puts("free");
            else
                printf("%c %ld %ld %d\n", lock.l_type == F_RDLCK ? 'r' : 'w', (long)lock.l_start, (long)lock.l_len, lock.l_pid);
        } else if (sscanf(line, "%7s %c %ld %ld %1s", kind, &type, &start, &length, none) >= 4) {
            struct flock lock = record(type, start, length);
            int wait = none[0] == '\0';
            say(fcntl(file, kind[0] == 'o' ? (wait ? F_OFD_SETLKW : F_OFD_SETLK) : (wait ? F_SETLKW : F_SETLK), &lock));
        } else if (strncmp(line, "reopen", 6) == 0) {
            say(close(open(argv[1], O_RDONLY)));
        } else if (strncmp(line, "fork", 4) == 0) {
            pid_t child = fork();
            if (child == 0) {
                close(0);
                close(1);
                close(2);
                pause();
            }
            printf("%d\n", child);
        } else if (strncmp(line, "exec", 4) == 0) {
            puts("exec");
            execlp("sleep", "sleep", "1000", NULL);
            say(-1);
        } else if (strncmp(line, "pid", 3) == 0) {
            printf("%d\n", getpid());
        } else {
            return 2;
        }
    }
    return 0;
}
