namespace Causeway.Cli.Tour.Mechanisms;

/// <summary>Keys for System V objects that both processes of the tour can compute.</summary>
internal static class TourKeys
{
    /// <summary>The command's own file: it exists for as long as the tour runs.</summary>
    public static string Path => Environment.ProcessPath!;

    /// <summary>Creates an object under the first of the file's keys that is free.</summary>
    /// <returns>The object, and the id to compute the key with.</returns>
    public static (T Created, byte Id) Create<T>(Func<SysVKey, T> create)
    {
        for (byte id = 1; ; id++)
        {
            try
            {
                return (create(SysVKey.FromPath(Path, id)), id);
            }
            catch (SyscallException e) when (e.Errno == Errno.EEXIST && id < byte.MaxValue)
            {
                // Another tour's, or another program's whose file has the same key.
            }
        }
    }
}
