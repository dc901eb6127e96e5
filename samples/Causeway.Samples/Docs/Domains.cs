namespace Causeway.Samples.Docs;

/// <summary>What docs/domains.md quotes.</summary>
public static class Domains
{
    private const UnixFileMode Group = DomainOptions.UserOnly | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute;

    public static NamedLock OpenInDomain(string directory)
    {
        Domain domain = Domain.Open(directory, new DomainOptions { CreateIfMissing = true });
        NamedLock orders = NamedLock.OpenOrCreate("orders", domain);

        return orders;
    }

    public static Domain OpenForGroup(string directory, uint groupId)
    {
        Domain shared = Domain.Open(directory, new DomainOptions { CreateIfMissing = true, Permissions = Group, GroupId = groupId });

        return shared;
    }

    public static void Show(Domain domain)
    {
        foreach (NamedObjectEntry one in domain.List())
        {
            Console.WriteLine($"{one.Name}: {one.Details?.Kind.ToString() ?? one.Problem}");
            foreach (NamedObjectParticipant process in one.Details?.Participants ?? [])
                Console.WriteLine($"  {process.ProcessId}, {(process.IsAlive ? "alive" : "dead")}, holds {process.Held}");
        }
    }

    public static void TakeAway(Domain domain)
    {
        bool was = domain.TryDelete("orders");          // the name; who has the object keeps it
        DomainCollection removed = domain.Collect();    // all that only the dead hold
        Console.WriteLine($"{was}, {string.Join(", ", removed.Objects)}");
    }
}
