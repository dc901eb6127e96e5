/*
 * The turn (docs/named-objects-ground.md, "Fairness"): three take and give back one unit for ever; newcomers may overtake sleepers. Who
 * was woken for nothing (here: once) asks for the turn. What wait.pml shows is taken for granted: a bell and the sleep at it are
 * one flag, the bit is always set, a death is told to all, and units of the dead come back with it.
 *
 * Checked: nobody is left asleep when nothing moves any more (safety), and, if every process that can take a step takes one sooner or
 * later (weak fairness), process 2 gets in each time it waits ("served"). Process 1 may give up waiting at any time, as often as it likes;
 * with DEATH it does not, and process 0 is killed at some step instead.
 */
#define P 3
#define NOBODY 255

byte value = 1;
byte turn;              /* process + 1, or 0 */
byte waiting[P];        /* ticket, or 0; 1 to 3, see takeTicket */
bool urgent[P];
bool woken[P];          /* the bell is not answered */
bool holds[P];
bool killed;    /* process 0 */

ltl served { [] ((waiting[2] != 0) -> <> (waiting[2] == 0)) }

/* The next ticket; those of the others are counted anew, in their order, so that three are enough. */
#define A ((me + 1) % P)
#define B ((me + 2) % P)
inline takeTicket() {
    if
    :: waiting[A] != 0 && waiting[B] != 0 && waiting[A] < waiting[B] -> waiting[A] = 1; waiting[B] = 2; waiting[me] = 3
    :: waiting[A] != 0 && waiting[B] != 0 && waiting[A] > waiting[B] -> waiting[A] = 2; waiting[B] = 1; waiting[me] = 3
    :: waiting[A] != 0 && waiting[B] == 0 -> waiting[A] = 1; waiting[me] = 2
    :: waiting[A] == 0 && waiting[B] != 0 -> waiting[B] = 1; waiting[me] = 2
    :: else -> waiting[me] = 1
    fi
}

/* Whether process i would come before the best so far. */
inline consider(i) {
    if
    :: best == NOBODY || waiting[i] < waiting[best] -> best = i
    :: else
    fi
}

/* Of those who ask for the turn, the one that waits longest. */
inline nextUrgent() {
        best = NOBODY; i = 0;
        do
        :: i < P ->
            if
            :: waiting[i] != 0 && urgent[i] && (i != me || turn != me + 1) -> consider(i)
            :: else
            fi;
            i++
        :: else -> break
        od;
        next = (best == NOBODY -> 0 : best + 1);
        i = 0; best = 0
}

inline wakeNext() {
    do
#ifdef BROKEN_TURN_STAYS
    :: atomic { true ->
#else
    :: atomic { turn != 0 && waiting[turn - 1] == 0 -> gone = turn; nextUrgent() }      /* died, or gave up */
        atomic {
            if
            :: turn == gone && waiting[turn - 1] == 0 ->
#ifdef BROKEN_TURN_CLEARED
                turn = 0
#else
                turn = next
#endif
            :: else
            fi;
            gone = 0; next = 0
        }
    :: atomic { !(turn != 0 && waiting[turn - 1] == 0) ->
#endif
            best = NOBODY; i = 0;
            do
            :: i < P ->
                if
                :: waiting[i] != 0 && !woken[i] -> consider(i)
                :: else
                fi;
                i++
            :: else -> break
            od;
#ifndef BROKEN_LOWEST_TICKET
            if
            :: turn != 0 && waiting[turn - 1] != 0 && !woken[turn - 1] -> best = turn - 1
            :: else
            fi;
#endif
            i = 0;
            if
            :: best == NOBODY -> best = 0; break
            :: else
            fi
        }
        atomic { woken[best] = (waiting[best] != 0); best = 0; break }
    od
}

proctype Party(byte me; bool givesUp) {
    byte i, best, next, gone;
    bool failed, got;
#ifdef DEATH
    {
        skip;
#endif
again:
        /* A newcomer. */
        if
        :: atomic { value > 0 && (turn == 0 || turn == me + 1) -> value = 0; holds[me] = true; goto release }
        :: atomic { !(value > 0 && (turn == 0 || turn == me + 1)) }
        fi;
        atomic { takeTicket(); woken[me] = true }
look:
        atomic { woken[me] = false; nextUrgent() }
        if
        :: atomic { value > 0 && (turn == 0 || turn == me + 1) ->
                value = 0; holds[me] = true; got = true;
#ifndef BROKEN_TURN_NOT_HANDED_ON
                turn = (turn == me + 1 -> next : turn);
#endif
                next = 0; goto leave
            }
        :: atomic { turn != 0 && turn != me + 1 && waiting[turn - 1] == 0 ->
#ifdef BROKEN_TURN_STAYS
                next = 0
#else
#ifdef BROKEN_TURN_CLEARED
                turn = 0;
#else
                turn = next;
#endif
                next = 0; urgent[me] = failed; failed = true; goto look
#endif
            }
        :: else
        fi;
        next = 0;
#ifndef BROKEN_NO_TURN
        /* Each time: who had the turn may have handed it on before it could see that this one asks. */
        if
#ifdef BROKEN_ASKS_ONCE
        :: atomic { failed && !urgent[me] -> urgent[me] = true }
#else
        :: atomic { failed && turn != me + 1 -> urgent[me] = true }
#endif
            if
            :: atomic { turn == 0 || waiting[turn - 1] == 0 -> turn = me + 1; goto look }
            :: else
            fi
        :: else
        fi;
#endif
        if
        :: atomic { woken[me] -> failed = true; goto look }
        :: atomic { givesUp -> goto leave }
        fi;
leave:
        atomic { waiting[me] = 0; urgent[me] = false; failed = false; nextUrgent() }
        atomic {
            turn = (turn == me + 1 -> next : turn);
            next = 0;
            if
            :: value == 0 && !got -> goto again
            :: value == 0 && got -> got = false; goto release
            :: else
            fi
        }
passOn:
        wakeNext();
        if
        :: atomic { got -> got = false }
        :: atomic { !got -> goto again }
        fi;
release:
        /* Whoever gives back wakes one, even if the unit has been taken again meanwhile: that one has been overtaken. */
        atomic { value = 1; holds[me] = false }
        goto passOn
#ifdef DEATH
    } unless {
        atomic { me == 0 && killed -> i = 0; best = 0; next = 0; gone = 0; failed = false; got = false }
    }
#endif
}

/* Kills process 0 at any step, or never; then somebody buries it. */
proctype Fate() {
end:
    killed = true;
    atomic {
        waiting[0] = 0; urgent[0] = false; woken[0] = false;
        value = (holds[0] -> 1 : value); holds[0] = false;
        woken[1] = (waiting[1] != 0); woken[2] = (waiting[2] != 0)
    }
}

init {
    atomic {
        run Party(0, false);
#ifdef DEATH
        run Party(1, false);
#else
        run Party(1, true);
#endif
        run Party(2, false);
#ifdef DEATH
        run Fate()
#endif
    }
}
