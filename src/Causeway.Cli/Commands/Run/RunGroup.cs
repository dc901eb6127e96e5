using Causeway.Cli.Commands.Verbs;
using Causeway.Cli.Transfer;

namespace Causeway.Cli.Commands.Run;

/// <summary><c>causeway run</c>.</summary>
internal static class RunGroup
{
    private static readonly VerbOption s_block = new("--block", "SIG,...", "start CMD with these signals blocked, as sigwaitinfo(2) and signalfd(2) need them") { Repeats = true };
    private static readonly VerbOption s_pass = new("--pass", "N=WHAT", "CMD's descriptor N is WHAT: a path, fifo:PATH, mq:/NAME, shm:/NAME or fd:M") { Repeats = true };
    private static readonly VerbOption s_deathSignal = new("--pdeathsig", "SIG", "what CMD gets when causeway dies, however it dies; by setpriv(1)");
    private static readonly VerbOption s_limit = new("--rlimit", "NAME=SOFT[:HARD]", "a limit from CMD's first instruction on: nofile=64, as=1G, cpu=10:20, core=unlimited") { Repeats = true };
    private static readonly VerbOption s_terminal = new("--pty", Value: null, "CMD has a terminal of its own, whose input and output are causeway's");
    private static readonly VerbOption s_tree = new("--tree", Value: null, "when CMD has ended, kill all that it left; a second TERM, 2 s or more later, kills CMD");

    private static readonly Verb s_verb = new("", [], "Runs CMD with what a shell cannot set, and ends as CMD does.",
        [s_block, s_pass, s_deathSignal, s_limit, s_terminal, s_tree], Run)
    {
        RunsCommand = true,
    };

    public static readonly VerbGroup Group = new("run", "a command with signals blocked, descriptors passed, limits set", [s_verb],
        """
        Signals that CMD does not block are at their defaults, and none but the standard descriptors and those of --pass are open in it.
        INT, TERM, HUP and QUIT go on to CMD, as often as they come; INT and QUIT do not where both are in a terminal's foreground,
        whose keys CMD gets itself. Limits: as, core, cpu, data, fsize, locks, memlock, msgqueue, nice, nofile, nproc, rss,
        rtprio, rttime, sigpending, stack, in bytes (also 64K, 1G), seconds or numbers, or unlimited.
        """)
    {
        Default = s_verb,
    };

    private static int Run(VerbArguments arguments, Interruption interruption)
    {
        if (arguments.Command is not [_, ..] command)
            throw new UsageException("-- CMD is missing: what is to run");
        using PassedObjects passed = PassedObjects.Open(arguments.Texts(s_pass));
        ChildProcessOptions options = new(command[0], command.Skip(1))
        {
            BlockedSignals = SignalName.ParseSet(s_block.Name, arguments.Texts(s_block)),
            ParentDeathSignal = arguments.Text(s_deathSignal) is { } signal ? SignalName.Parse(s_deathSignal.Name, signal) : null,
        };
        passed.GiveTo(options);
        foreach (string text in arguments.Texts(s_limit))
        {
            (ResourceLimit resource, ResourceLimitValues values) = LimitText.Parse(s_limit.Name, text);
            options.ResourceLimits[resource] = values;
        }

        CommandLookup.Check(command[0]);
        bool wholeTree = arguments.Has(s_tree);
        if (wholeTree)
            ChildProcess.AdoptOrphans();
        return arguments.Has(s_terminal) ? TerminalRun.Run(options, passed, wholeTree, interruption) : RunPlain(options, passed, wholeTree, interruption);
    }

    private static int RunPlain(ChildProcessOptions options, PassedObjects passed, bool wholeTree, Interruption interruption)
    {
        // Without a group of its own CMD may use the terminal as before.
        using RunningCommand running = RunningCommand.Start(options);

        // What CMD closes is closed for whoever is at the other end.
        passed.Dispose();
        return running.WaitForOwnExitCode(interruption, wholeTree);
    }
}
