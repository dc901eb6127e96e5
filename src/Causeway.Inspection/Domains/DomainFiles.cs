using Causeway.Domains;
using Causeway.Sys;

namespace Causeway.Inspection.Domains;

/// <summary>Causeway's own named objects by their files in the directories of domains, those that nobody has open too. Looks without taking part.</summary>
internal sealed class DomainFiles : IInspectionSource
{
    private const string Memory = "/dev/shm";

    /// <summary>What the names of users' own domains there begin with.</summary>
    public const string Prefix = "causeway-";

    /// <summary>The directory that the environment names; null where it names none.</summary>
    public static string? OfEnvironment { get; } =
        Environment.GetEnvironmentVariable(Domain.EnvironmentVariable) is ['/', ..] path ? Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)) : null;

    public IpcKinds Kinds { get; } = IpcKinds.Of(IpcKind.Domain);

    /// <summary>The directories that are looked at.</summary>
    public static IEnumerable<string> Directories
    {
        get
        {
            string[] usual;
            try
            {
                usual = Directory.GetDirectories(Memory, Prefix + "*");
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // No /dev/shm, no domains there: the source of its files says so.
                usual = [];
            }

            return OfEnvironment is { } named ? usual.Append(named).Distinct() : usual;
        }
    }

    public void Read(SnapshotBuilder builder)
    {
        foreach (string directory in Directories)
        {
            try
            {
                ReadOne(builder, directory);
            }
            catch (DirectoryNotFoundException)
            {
                // The domain that the environment names is made at its first use.
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                builder.Add(new BlindSpot(BlindSpotKind.Source, 0, $"domain {directory}: {e.Message}"));
            }
        }
    }

    private static void ReadOne(SnapshotBuilder builder, string path)
    {
        string[] names = [.. new DirectoryInfo(path).EnumerateFileSystemInfos().Select(static one => one.Name).Where(ObjectName.IsValid)];

        // What is looked at is in the directory that was opened, and no link is followed: whoever owns it leads nobody elsewhere.
        int number = LibC.open(path, LibC.O_RDONLY | LibC.O_DIRECTORY | LibC.O_NOFOLLOW | LibC.O_CLOEXEC, 0);
        Errno error = Errno.Last;
        if (number < 0)
        {
            OwnLimit.ThrowIfReached(error);
            throw SyscallFailure.Opening("open", path, error);
        }

        using SafeFileDescriptor directory = new(number);
        foreach (string name in names)
            Add(builder, directory, name, $"{path}/{name}");
    }

    private static unsafe void Add(SnapshotBuilder builder, SafeFileDescriptor directory, string name, string path)
    {
        LibC.statx_t status;
        if (LibC.statx(directory, name, &status) != 0 || (status.stx_mode & LibC.S_IFMT) != LibC.S_IFREG || ObjectListing.Look(directory, name, path) is not { } entry)
            return;
        IpcObjectId id = new(IpcKind.Domain, IpcObjectId.Device(status.stx_dev_major, status.stx_dev_minor), status.stx_ino);
        builder.Set(new DomainObject
        {
            Id = id,
            Name = path,
            UserId = entry.UserId,
            Mode = entry.Permissions,
            Bytes = entry.SizeBytes,
            Details = entry.Details,
            Problem = entry.Problem,
        });
        foreach (NamedObjectParticipant one in entry.Details?.Participants ?? [])
        {
            if (one.IsAlive && DomainHolders.Holds(entry.Details!, one) && Has(builder, id, one.ProcessId))
                builder.Mention(id, one.ProcessId, IpcRole.Holder);
        }
    }

    /// <summary>Whether that process has it: the number is that of its own PID namespace.</summary>
    private static bool Has(SnapshotBuilder builder, IpcObjectId id, int processId)
    {
        foreach (FoundEnd end in builder.Ends)
        {
            if (end.ProcessId == processId && end.Object == id)
                return true;
        }

        return false;
    }
}
