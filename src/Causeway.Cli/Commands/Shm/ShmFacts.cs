using Causeway.Cli.Transfer;

namespace Causeway.Cli.Commands.Shm;

/// <summary>What <c>stat</c> and <c>ls</c> tell of an object.</summary>
internal static class ShmFacts
{
    public static Fact[] Of(string name, PosixSharedMemoryStatus status) =>
    [
        new("name", name), new("size", status.SizeBytes), new("allocated", status.AllocatedBytes),
        new("mode", Fact.Mode(status.Permissions)), new("owner", status.UserId), new("group", status.GroupId),
    ];
}
