using Causeway.Cli.Output;
using Causeway.Cli.Transfer;

namespace Causeway.Cli.Commands.Verbs;

/// <summary>Runs a verb and makes an exit code of however it ends.</summary>
internal static class VerbRunner
{
    /// <summary>There was nothing, or not in time.</summary>
    public const int NothingThere = 1;

    /// <summary>Wrong usage, or a call failed.</summary>
    public const int Failed = 2;

    /// <summary>In place of <see cref="NothingThere"/> where a command was to be run, as timeout(1) has it.</summary>
    public const int CommandTimedOut = 124;

    /// <summary>In place of <see cref="Failed"/> where a command was to be run, as env(1) has it.</summary>
    public const int CommandNotStarted = 125;

    public static int Run(VerbGroup group, Verb verb, string[] arguments)
    {
        string name = $"causeway {group.Name} {verb.Name}".TrimEnd();
        bool runsCommand = verb.RunsCommand && arguments.Contains("--");
        int failed = runsCommand ? CommandNotStarted : Failed;
        using Interruption interruption = new();
        try
        {
            ArgumentBytes.Check(arguments);
            return verb.Run(VerbParser.Parse(verb, arguments), interruption);
        }
        catch (OperationCanceledException) when (interruption.Signal is { } signal)
        {
            return 128 + signal.Number;
        }
        catch (Exception e) when (e is UsageException or ArgumentException)
        {
            return Refuse(name, Remedy.Describe(e), failed);
        }
        catch (NothingThereException e)
        {
            Say(name, e.Message);
            return NothingThere;
        }
        catch (TimeoutException e)
        {
            Say(name, e.Message);
            return runsCommand ? CommandTimedOut : NothingThere;
        }
        catch (CommandNotRunException e)
        {
            Say(name, e.Message);
            return e.ExitCode;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or PlatformNotSupportedException)
        {
            Say(name, Remedy.Describe(e));
            return failed;
        }
    }

    /// <summary>Says what is wrong with the usage, in one line.</summary>
    public static int Refuse(string name, string message, int exitCode)
    {
        Say(name, $"{message}; see {name} --help");
        return exitCode;
    }

    /// <summary>One line on standard error, whatever is in the names that it tells.</summary>
    public static void Say(string name, string message) => Console.Error.WriteLine($"{name}: {PrintableText.Of(message.ReplaceLineEndings(" "))}");
}
