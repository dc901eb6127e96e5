/*
 * One ring of a shared-memory connection (docs/shared-connections.md): a writer and a reader, either of them killed at any step.
 *
 * What is one step here: one access to shared memory, one system call. A store that publishes (the word of a record, head) stays in its
 * processor's store buffer until the processor, a fence of its own or a membarrier of the other side drains it: whoever stores and then loads
 * may load first. A dead process's buffer is drained like any other. Stores that come before the publishing one are seen before it (release).
 * Nobody may be left waiting when nothing can move any more: spin reports that as an invalid end state.
 * All runs end, so positions never wrap; cells of the ring do.
 *
 *     SCENE   what happens
 *     1       messages one by one, with and without payload, in a ring that is full after two of them; then the end mark
 *     2       batches of two
 */
#ifndef SCENE
#define SCENE 1
#endif
#ifndef ASYNC
#define ASYNC 0
#endif

#define R 5                             /* cells: a word takes one, a payload one */
#define N 4                             /* messages */
#define BATCH SCENE
#define SIZE(i) (1 + (i) % 2)           /* cells of record i; also its word */
#define END 7
#define PAYLOAD 1                       /* looks like a word: nobody may take it for one */

#define WRITER 0
#define READER 1
#define BUSY 0
#define ASLEEP 1
#define NEAR 2
#define BELL 3

byte cell[R];
byte head;
byte word[2] = NEAR;                    /* the waiting words */

/* Store buffers of one place: where, and what; R is head. */
bool buffered[2];
byte place[2], content[2];

/* The kernel. */
bool asleep[2];
bool rung[2];
bool dead[2];

#ifdef BROKEN_BELL_ONCE
/* Local to each process: it has announced this sleep before. */
bool looked[2];
#endif

/* Local to each process: it has been told that the other one is dead. */
bool ended[2];

/* Ghosts. */
byte committed;                         /* messages whose word was stored, seen or not */
byte received;
bool complete;                          /* the end mark was stored */

inline drain(p) {
    if
    :: buffered[p] && place[p] == R -> head = content[p]
    :: buffered[p] && place[p] != R -> cell[place[p]] = content[p]
    :: else
    fi;
    buffered[p] = false; place[p] = 0; content[p] = 0
}

/* Stores what the other side waits for. The one before it is drained first: the buffer keeps the order. */
inline publish(p, where, what) {
    atomic { drain(p); buffered[p] = true; place[p] = where; content[p] = what }
}

/* After publishing: is the other side to be woken? */
inline callOther(me, other) {
    atomic { w = word[other] }
    if
    :: w == BUSY
    :: else ->
#ifndef BROKEN_NO_FENCE
        atomic { drain(me) }
#endif
        atomic { w = word[other] }
        if
        :: w == ASLEEP || w == BELL ->
            atomic {
                if
                :: word[other] == w -> word[other] = NEAR
                :: else -> w = NEAR
                fi
            }
            if
            :: atomic { w == ASLEEP -> asleep[other] = false }
            :: atomic { w == BELL -> rung[other] = true }
            :: else
            fi
        :: else
        fi
    fi;
    w = 0
}

/* Announces that me is going to sleep: each time anew, also after a ring for which there was nothing. */
inline announce(me) {
    atomic {
#ifdef BROKEN_BELL_ONCE
        if
        :: looked[me]
        :: else ->
            looked[me] = true;
#endif
        w = word[me];
        drain(me);
        word[me] = (ASYNC -> BELL : ASLEEP);
        if
#ifndef BROKEN_NO_MEMBARRIER
        :: w == BUSY -> drain(1 - me)
#endif
        :: else
        fi;
        w = 0
#ifdef BROKEN_BELL_ONCE
        fi
#endif
    }
}

inline sleep(me) {
#ifdef BROKEN_BELL_RESET
    rung[me] = false;
#endif
    if
    :: atomic { ASYNC && rung[me] -> rung[me] = false }
    :: atomic { !ASYNC && word[me] != ASLEEP }
    :: atomic { !ASYNC && word[me] == ASLEEP -> asleep[me] = true }
        asleep[me] == false
    fi;
    atomic { drain(me); word[me] = NEAR }
}

/* It finds enough to do: no fences from now on. */
inline perhapsBusy(me) {
    if
    :: atomic { word[me] == NEAR -> word[me] = BUSY }
    :: true
    fi
}

proctype Writer() {
    byte w, at, next, seen, i, first;
    {
        do
        :: i <= N ->
#ifdef BROKEN_BELL_ONCE
            looked[WRITER] = false;
#endif
            first = at;
            next = at + (i < N -> SIZE(i) : 1);
#if SCENE == 2
            if
            :: i < N -> next = next + SIZE(i + 1)
            :: else
            fi;
#endif
            /* Room for the records and for the word after them; the end mark takes a place that was kept for it. */
            do
#ifdef BROKEN_ROOM
            :: i == N || next - seen <= R -> break
#else
            :: i == N || next + 1 - seen <= R -> break
#endif
            :: else ->
                atomic { seen = head }
                if
                :: next + 1 - seen <= R
                :: else ->
                    if
                    :: ended[WRITER] -> goto done
                    :: else
                    fi;
                    announce(WRITER);
                    atomic { seen = head }
                    if
                    :: next + 1 - seen <= R || ended[WRITER] -> atomic { word[WRITER] = NEAR }
                    :: else -> sleep(WRITER)
                    fi
                fi
            od;
            if
            :: i == N ->
                atomic { drain(WRITER); buffered[WRITER] = true; place[WRITER] = at % R; content[WRITER] = END; complete = true }
            :: else ->
#ifdef BROKEN_CLEARED_LATE
                publish(WRITER, at % R, SIZE(i));
                atomic { committed++ }
                cell[next % R] = 0;
#elif SCENE == 1
                if
                :: SIZE(i) == 2 -> cell[(at + 1) % R] = PAYLOAD
                :: else
                fi;
#ifndef BROKEN_NOT_CLEARED
                cell[next % R] = 0;
#endif
                atomic { drain(WRITER); buffered[WRITER] = true; place[WRITER] = at % R; content[WRITER] = SIZE(i); committed++ }
#else
                /* The first word last. */
                atomic { at = at + SIZE(i); cell[(at - 1) % R] = (SIZE(i) == 2 -> PAYLOAD : cell[(at - 1) % R]) }
#ifdef BROKEN_FIRST_WORD_FIRST
                atomic { drain(WRITER); cell[at % R] = 0; buffered[WRITER] = true; place[WRITER] = first % R; content[WRITER] = SIZE(i); committed++ }
#endif
                if
                :: SIZE(i + 1) == 2 -> cell[(at + 1) % R] = PAYLOAD
                :: else
                fi;
                cell[next % R] = 0;
#ifdef BROKEN_FIRST_WORD_FIRST
                atomic { drain(WRITER); buffered[WRITER] = true; place[WRITER] = at % R; content[WRITER] = SIZE(i + 1); committed++ }
#else
                cell[at % R] = SIZE(i + 1);
                atomic { drain(WRITER); buffered[WRITER] = true; place[WRITER] = first % R; content[WRITER] = SIZE(i); committed = committed + 2 }
#endif
#endif
            fi;
            callOther(WRITER, READER);
            at = next;
            i = (i == N -> N + 1 : i + BATCH);
            perhapsBusy(WRITER)
        :: else -> break
        od
    } unless {
        atomic { dead[WRITER] -> w = 0 }
    };
done:
    atomic { at = 0; next = 0; seen = 0; i = 0; first = 0 }
}

proctype Reader() {
    byte w, at, found;
    bool last;
    {
        do
        :: last = false;
look:
            atomic { found = cell[at % R] }
            if
            :: found != 0
            :: found == 0 && ended[READER] && !last ->
#ifdef BROKEN_ONE_LOOK
                goto over
#else
                /* What it committed before it died is there now. */
                last = true;
                goto look
#endif
            :: found == 0 && ended[READER] && last -> goto over
            :: else ->
                announce(READER);
                atomic { found = cell[at % R] }
                if
                :: found != 0 || ended[READER] -> atomic { word[READER] = NEAR }
                :: else -> sleep(READER)
                fi;
                goto look
            fi;
            if
            :: found == END -> assert(received == N); goto done
            :: else -> assert(found == SIZE(received) && received < N)
            fi;
#ifdef BROKEN_BELL_ONCE
            looked[READER] = false;
#endif
            if
            :: found == 2 -> assert(cell[(at + 1) % R] == PAYLOAD)
            :: else
            fi;
            received++;
            at = at + found;
            publish(READER, R, at);
            callOther(READER, WRITER);
            perhapsBusy(READER)
        od;
over:
        /* Everything committed was read, and of a batch all or nothing. */
        assert(received == committed && received % BATCH == 0 && !complete)
    } unless {
        atomic { dead[READER] -> w = 0 }
    };
done:
    atomic { at = 0; found = 0; last = false }
}

/* A processor's store buffer drains by itself, sooner or later. */
proctype Processor(byte p) {
end:
    do
    :: atomic { buffered[p] -> drain(p) }
    od
}

/* The reactor of me: the meeting socket hangs up when the other one is dead, whatever its threads were doing: what they stored is there by then. */
proctype Reactor(byte me) {
end:
#ifndef BROKEN_NO_PUSH
    atomic { dead[1 - me] -> drain(1 - me) }
    ended[me] = true;
#ifndef BROKEN_WAKES_ONLY
    word[me] = NEAR;
#endif
    atomic { asleep[me] = false; rung[me] = true }
#else
    false
#endif
}

/* Kills one of the two, at any step, or nobody. */
proctype Fate() {
end:
    if
    :: dead[WRITER] = true
    :: dead[READER] = true
    :: true
    fi
}

init {
    atomic {
        run Writer();
        run Reader();
        run Processor(WRITER);
        run Processor(READER);
        run Reactor(WRITER);
        run Reactor(READER);
        run Fate()
    }
}
