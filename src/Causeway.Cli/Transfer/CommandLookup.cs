using Causeway.Cli.Commands.Verbs;

namespace Causeway.Cli.Transfer;

/// <summary>Looks for a command before anything is taken for it: a message that nobody could be given would be lost.</summary>
internal static class CommandLookup
{
    private const UnixFileMode Executable = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>Checks that it can be found and started, as far as can be told before.</summary>
    /// <exception cref="CommandNotRunException">It cannot.</exception>
    public static void Check(string command)
    {
        string[] folders = command.Contains('/', StringComparison.Ordinal) ? [""] : (Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin").Split(':');
        string[] found = [.. folders.Select(folder => Path.Combine(folder, command)).Where(File.Exists)];
        if (found is [])
            throw new CommandNotRunException(CommandNotRunException.NotFound, $"there is no command '{command}'");
        if (Array.TrueForAll(found, path => (File.GetUnixFileMode(path) & Executable) == UnixFileMode.None))
            throw new CommandNotRunException(CommandNotRunException.NotExecutable, $"the command '{command}' cannot be run: {found[0]} is not executable");
    }
}
