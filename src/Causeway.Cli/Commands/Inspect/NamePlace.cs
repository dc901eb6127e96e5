namespace Causeway.Cli.Commands.Inspect;

/// <summary>Where objects have their names, for <c>--under</c>.</summary>
internal static class NamePlace
{
    /// <summary>What the paths of all that is below a directory start with.</summary>
    /// <exception cref="UsageException">No directory is called so.</exception>
    public static string PrefixOf(string directory) => directory.Length == 0 ? throw new UsageException("--under needs a directory") : Path.GetFullPath(directory).TrimEnd('/') + "/";

    /// <summary>Whether an object has its name below a directory: the file that it is, where the C library or the kernel gives it one.</summary>
    /// <param name="one">Any.</param>
    /// <param name="prefix">Of <see cref="PrefixOf"/>.</param>
    public static bool IsBelow(IpcObject one, string prefix) => PathOf(one)?.StartsWith(prefix, StringComparison.Ordinal) == true;

    private static string? PathOf(IpcObject one) => (one.Kind, one.Name) switch
    {
        (IpcKind.PosixMemory, ['/', ..] name) => "/dev/shm" + name,
        (IpcKind.PosixSemaphore, ['/', .. var name]) => "/dev/shm/sem." + name,
        (IpcKind.PosixQueue, ['/', ..] name) => "/dev/mqueue" + name,
        (_, var name) => name,
    };
}
