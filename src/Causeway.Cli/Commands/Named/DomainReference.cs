using Causeway.Cli.Commands.Verbs;

namespace Causeway.Cli.Commands.Named;

/// <summary>Which domain is meant.</summary>
internal static class DomainReference
{
    private static readonly VerbOption s_path = new("--domain", "PATH", "the domain's directory; unless given $CAUSEWAY_DOMAIN, else /dev/shm/causeway-UID");
    private static readonly VerbOption s_mode = new("--domain-mode", "OCTAL", "the permissions of a new directory, and the widest of an old one; 700 unless given");
    private static readonly VerbOption s_group = new("--domain-group", "GID", "the group that shares the directory");

    public static VerbOption[] Options => [s_path, s_mode, s_group];

    /// <summary>The domain that the options name.</summary>
    /// <param name="arguments">Of any verb that has <see cref="Options"/>.</param>
    /// <param name="create">Whether the directory is made where there is none; the default one always is.</param>
    /// <exception cref="UsageException">No such path can be.</exception>
    /// <exception cref="RefusedException">There is no such directory.</exception>
    public static Domain Open(VerbArguments arguments, bool create = false)
    {
        if (!Array.Exists(Options, arguments.Has))
            return Default();
        string path = arguments.Text(s_path) ?? Default().Path;
        DomainOptions options = new()
        {
            CreateIfMissing = create,
            Permissions = arguments.Mode(s_mode) ?? DomainOptions.UserOnly,
            GroupId = (uint?)arguments.Number(s_group, 0, uint.MaxValue - 1),
        };
        try
        {
            return Domain.Open(path, options);
        }
        catch (SyscallException e) when (e.Errno == Errno.ENOENT)
        {
            throw new RefusedException($"there is no directory {path}{(create ? " to make the domain in" : "; the first create --domain makes it")}");
        }
    }

    private static Domain Default()
    {
        try
        {
            return Domain.Default;
        }
        catch (InvalidOperationException e)
        {
            throw new UsageException(e.Message.TrimEnd('.'));
        }
    }
}
