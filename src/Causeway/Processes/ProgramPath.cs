using Causeway.Sys;

namespace Causeway;

/// <summary>Finds the file of a program, as execvp(3) would.</summary>
internal static class ProgramPath
{
    /// <summary>The path to execute.</summary>
    /// <param name="program">A path when it has a slash, else a name to look up in PATH.</param>
    /// <exception cref="SyscallException">ENOENT: nothing executable of that name.</exception>
    public static string Resolve(string program) =>
        program.Contains('/', StringComparison.Ordinal) ? program : Find(program)
            ?? throw SyscallFailure.Create("posix_spawn", program, Errno.ENOENT, "no directory of PATH has an executable of that name");

    /// <summary>The executable of that name in PATH, or null.</summary>
    public static string? Find(string name)
    {
        string path = Environment.GetEnvironmentVariable("PATH") ?? "/bin:/usr/bin";
        foreach (string directory in path.Split(':'))
        {
            // Absolute: it is executed in the child's working directory, which may be another.
            string candidate = Path.GetFullPath(Path.Combine(directory.Length == 0 ? "." : directory, name));
            if (File.Exists(candidate) && LibC.access(candidate, LibC.X_OK) == 0)
                return candidate;
        }

        return null;
    }
}
