using Causeway.Cli.Commands.Verbs;
using Causeway.Cli.Transfer;

namespace Causeway.Cli.Commands.Named;

/// <summary>The command that runs while something is held.</summary>
internal sealed class HeldCommand
{
    /// <summary>Tells CMD that the last owner died: 1 then, not set otherwise.</summary>
    public const string OwnerDiedVariable = "CAUSEWAY_OWNER_DIED";

    private readonly IReadOnlyList<string> _command;

    private HeldCommand(IReadOnlyList<string> command) => _command = command;

    /// <summary>The command that was given, looked for before anything is taken for it.</summary>
    /// <exception cref="UsageException">None was given.</exception>
    /// <exception cref="CommandNotRunException">It cannot be run.</exception>
    public static HeldCommand Of(VerbArguments arguments)
    {
        if (arguments.Command is not { } command)
            throw new UsageException("-- CMD is missing: what a process holds is given back when it ends");
        CommandLookup.Check(command[0]);
        return new HeldCommand(command);
    }

    /// <summary>Runs it to its end. The calling thread waits, so that what belongs to it stays held.</summary>
    /// <param name="interruption">What is passed on to it.</param>
    /// <param name="verb">Who says that the last owner died.</param>
    /// <param name="diedWith">What the last owner died with; null where it did not.</param>
    public int Run(Interruption interruption, string verb, string? diedWith = null)
    {
        if (diedWith is not null)
            VerbRunner.Say(verb, $"the last owner of {diedWith} died with it: what it guards may be half done");
        ChildProcessOptions options = new(_command[0], _command.Skip(1));
        options.Environment[OwnerDiedVariable] = diedWith is null ? null : "1";
        using RunningCommand running = RunningCommand.Start(options);
        return running.WaitForExitCode(interruption);
    }
}
