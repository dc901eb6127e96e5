using System.Globalization;
using Causeway.Domains;
using Causeway.Sys;

namespace Causeway;

/// <summary>Where named objects live: a directory in shared memory. Processes that use one directory meet in it, whatever the container.</summary>
/// <remarks>
/// Holds no resources: each operation opens the directory, and sees anew that it is the right user's and no symbolic link. Thread-safe.
/// docs/domains.md tells who may use it.
/// </remarks>
public sealed partial class Domain
{
    /// <summary>The variable of the environment that names the default domain's directory, by an absolute path.</summary>
    public const string EnvironmentVariable = "CAUSEWAY_DOMAIN";

    private readonly DomainOptions _options;

    private Domain(string path, DomainOptions options)
    {
        Path = path;
        _options = options;
    }

    /// <summary>
    /// The domain of this user's programs: <c>$CAUSEWAY_DOMAIN</c>, else <c>/dev/shm/causeway-</c> and the effective user's number. Its
    /// directory is made at the first use, for this user alone.
    /// </summary>
    /// <exception cref="InvalidOperationException">$CAUSEWAY_DOMAIN is no absolute path.</exception>
    public static Domain Default => new(DefaultPath(), new DomainOptions { CreateIfMissing = true });

    /// <summary>The directory, absolute.</summary>
    public string Path { get; }

    /// <summary>The permissions of new objects.</summary>
    internal uint ObjectMode => (uint)_options.Permissions & 0x1B6;

    /// <summary>The group of new objects; null for the one that they get by themselves.</summary>
    internal uint? ObjectGroup => _options.GroupId;

    /// <summary>Opens a domain: sees that the directory is there, or makes it where the options say so, and that it is safe to use.</summary>
    /// <param name="path">The directory, best on a tmpfs; a relative path starts at the current directory.</param>
    /// <param name="options">Who shares it; null for this user alone, in a directory that exists.</param>
    /// <exception cref="ArgumentException">The path or the permissions cannot be right.</exception>
    /// <exception cref="SyscallException">ENOENT: no such directory, or no parent to make it in. ENOTDIR: not a directory, or a symbolic link. EROFS, ENOSPC: it cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">It is another user's or group's, others may write to it, or EACCES.</exception>
    public static Domain Open(string path, DomainOptions? options = null)
    {
        KernelPath.Check(path);
        options ??= new DomainOptions();
        Naming.Permissions.ToMode(options.Permissions, nameof(options));
        Domain domain = new(System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path)), options);
        domain.OpenDirectory().Dispose();
        return domain;
    }

    /// <inheritdoc/>
    public override string ToString() => Path;

    /// <summary>The path of an object's file, for messages.</summary>
    internal string PathOf(string name) => $"{Path}/{name}";

    /// <summary>Opens the directory, checked. What is done through one descriptor is done in one directory.</summary>
    internal SafeFileDescriptor OpenDirectory() => DomainDirectory.Open(Path, _options);

    /// <summary>Opens the directory, checked, without making it; null where it is missing.</summary>
    internal SafeFileDescriptor? TryOpenDirectory() => DomainDirectory.TryOpen(Path, _options);

    private static string DefaultPath()
    {
        string? named = Environment.GetEnvironmentVariable(EnvironmentVariable);
        if (string.IsNullOrEmpty(named))
            return string.Create(CultureInfo.InvariantCulture, $"/dev/shm/causeway-{LibC.geteuid()}");
        if (named[0] != '/')
            throw new InvalidOperationException($"${EnvironmentVariable} is \"{named}\": give an absolute path, so that all processes meet in one directory.");
        return System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(named));
    }
}
