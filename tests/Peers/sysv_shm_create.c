/*
 * Create-or-open with a word that says when the segment is complete, from C. A segment is LENGTH bytes: a 32-bit word, then
 * bytes of 0xA5. "sysv_shm_create COUNT" starts COUNT processes and takes a command a line:
 *   race KEY      all of them create or open it at once; prints "CREATORS BAD"
 *   half KEY      one creates it and ends before it is complete; prints its process id
 *   hold KEY      this process creates it incomplete; prints "held"
 *   complete      and completes that one; prints "completed"
 *   kill KEY N    one begins to create and fill it, and is killed N loops later; prints "killed"
 */
#define _GNU_SOURCE
#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/shm.h>
#include <sys/wait.h>
#include <unistd.h>

enum { LENGTH = 20000, FILLING = 0xA5, CREATED = 1, BAD = 2 };

static _Atomic unsigned *attach(int id)
{
    void *memory = shmat(id, NULL, 0);
    return memory == (void *)-1 ? NULL : memory;
}

static int fills = 1; /* how often it is filled: more takes longer, to be killed meanwhile */

static void complete(_Atomic unsigned *memory)
{
    for (int i = 0; i < fills; i++)
        for (int j = 4; j < LENGTH; j++)
            ((volatile unsigned char *)memory)[j] = FILLING;
    atomic_store_explicit(memory, 1, memory_order_release);
}

/* Answers CREATED and BAD, as far as they apply. */
static int create_or_open(key_t key)
{
    for (;;) {
        int id = shmget(key, LENGTH, IPC_CREAT | IPC_EXCL | 0600);
        if (id >= 0) {
            _Atomic unsigned *memory = attach(id);
            if (memory == NULL)
                return BAD;
            complete(memory);
            shmdt(memory);
            return CREATED;
        }
        if (errno != EEXIST)
            return BAD;
        id = shmget(key, LENGTH, 0600);
        if (id < 0 && errno == ENOENT)
            continue;
        _Atomic unsigned *memory = attach(id);
        if (memory == NULL)
            return BAD;
        while (atomic_load_explicit(memory, memory_order_acquire) == 0)
            sched_yield();
        int bad = 0;
        for (int i = 4; i < LENGTH; i++)
            bad |= ((unsigned char *)memory)[i] != FILLING;
        shmdt(memory);
        return bad ? BAD : 0;
    }
}

static void run_child(int commands, int answers)
{
    int key;
    while (read(commands, &key, sizeof key) == sizeof key) {
        char answer = (char)create_or_open(key);
        if (write(answers, &answer, 1) != 1)
            break;
    }
    _exit(0);
}

int main(int argc, char **argv)
{
    static int commands[1000];
    int answers[2], count = argc == 2 ? atoi(argv[1]) : -1, key, loops;
    char line[100];
    _Atomic unsigned *held = NULL;
    setvbuf(stdout, NULL, _IOLBF, 0);
    if (count < 0 || count > 1000 || pipe(answers) != 0)
        return 2;
    for (int i = 0; i < count; i++) {
        int ends[2];
        if (pipe(ends) != 0)
            return 3;
        commands[i] = ends[1];
        if (fork() == 0) {
            for (int j = 0; j <= i; j++)
                close(commands[j]);
            run_child(ends[0], answers[1]);
        }
        close(ends[0]);
    }
    while (fgets(line, sizeof line, stdin) != NULL) {
        if (sscanf(line, "race %d", &key) == 1) {
            int creators = 0, bad = 0;
            char answer;
            for (int i = 0; i < count; i++)
                if (write(commands[i], &key, sizeof key) != sizeof key)
                    return 3;
            for (int i = 0; i < count; i++) {
                if (read(answers[0], &answer, 1) != 1)
                    return 3;
                creators += (answer & CREATED) != 0;
                bad += (answer & BAD) != 0;
            }
            printf("%d %d\n", creators, bad);
        } else if (sscanf(line, "half %d", &key) == 1) {
            pid_t child = fork();
            if (child == 0)
                _exit(shmget(key, LENGTH, IPC_CREAT | IPC_EXCL | 0600) < 0);
            waitpid(child, NULL, 0);
            printf("%d\n", (int)child);
        } else if (sscanf(line, "hold %d", &key) == 1) {
            held = attach(shmget(key, LENGTH, IPC_CREAT | IPC_EXCL | 0600));
            printf("%s\n", held != NULL ? "held" : "failed");
        } else if (strncmp(line, "complete", 8) == 0) {
            complete(held);
            printf("completed\n");
        } else if (sscanf(line, "kill %d %d", &key, &loops) == 2) {
            int begun[2];
            char byte;
            if (pipe(begun) != 0)
                return 3;
            pid_t child = fork();
            fills = child == 0 ? 50 : 1;
            if (child == 0)
                _exit(write(begun[1], "", 1) == 1 ? create_or_open(key) : BAD);
            close(begun[1]);
            if (read(begun[0], &byte, 1) != 1)
                return 3;
            close(begun[0]);
            for (volatile int i = 0; i < loops; i++)
                ;
            kill(child, SIGKILL);
            waitpid(child, NULL, 0);
            printf("killed\n");
        } else {
            return 2;
        }
    }
    return 0;
}
