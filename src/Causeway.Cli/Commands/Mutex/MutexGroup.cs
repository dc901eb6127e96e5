using Causeway.Cli.Commands.Named;
using Causeway.Cli.Commands.Verbs;

namespace Causeway.Cli.Commands.Mutex;

/// <summary><c>causeway mutex</c>.</summary>
internal static class MutexGroup
{
    private static readonly Verb s_create = new("create", ["NAME"], "Creates a mutex that nobody owns.", [CommonOptions.IfMissing, .. DomainReference.Options], Create);

    public static readonly VerbGroup Group = new("mutex", "named mutexes, whose next owner is told when the last one died",
        [s_create, MutexHold.Verb, NamedVerbs.Stat(NamedObjectKind.Mutex), NamedVerbs.Remove(NamedObjectKind.Mutex)], NamedGroup.Names);

    private static int Create(VerbArguments arguments, Interruption interruption)
    {
        NamedReference.Create(arguments, NamedObjectKind.Mutex, NamedMutex.Create, static (name, domain) => NamedMutex.OpenOrCreate(name, domain));
        return 0;
    }
}
