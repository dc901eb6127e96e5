using Causeway.Cli.Commands.Verbs;

namespace Causeway.Cli.Commands.Named;

/// <summary>The object that a verb's first operand names, with failures in the command's words.</summary>
internal static class NamedReference
{
    /// <summary>Opens one that exists.</summary>
    /// <exception cref="RefusedException">There is none, or it is something else.</exception>
    public static T Open<T>(VerbArguments arguments, NamedObjectKind kind, Func<string, Domain, T> open)
    {
        string name = arguments.Operands[0];
        Domain domain = DomainReference.Open(arguments);
        try
        {
            return open(name, domain);
        }
        catch (SyscallException e) when (e.Errno == Errno.ENOENT)
        {
            throw new RefusedException(Missing(kind, name, domain));
        }
    }

    /// <summary>Makes one that does not exist; with --if-missing one that does is left as it is.</summary>
    /// <exception cref="RefusedException">It exists, or is something else.</exception>
    public static void Create(VerbArguments arguments, NamedObjectKind kind, Func<string, Domain, NamedObject> create, Func<string, Domain, NamedObject> openOrCreate)
    {
        string name = arguments.Operands[0];
        Domain domain = DomainReference.Open(arguments, create: true);
        try
        {
            (arguments.Has(CommonOptions.IfMissing) ? openOrCreate : create)(name, domain).Dispose();
        }
        catch (SyscallException e) when (e.Errno == Errno.EEXIST)
        {
            throw new RefusedException($"{name} exists in {domain}; use it, create it with --if-missing, or remove it first: causeway {NamedKind.WordOf(kind)} rm {name}");
        }
    }

    /// <summary>Looks at one without taking part.</summary>
    /// <exception cref="NothingThereException">There is none.</exception>
    /// <exception cref="RefusedException">It is of another kind.</exception>
    public static NamedObjectEntry Find(Domain domain, string name, NamedObjectKind? kind)
    {
        NamedObjectEntry entry = domain.Find(name) ?? throw new NothingThereException(Missing(kind, name, domain));
        ThrowIfOther(entry, kind);
        return entry;
    }

    /// <summary>Removes those that the operands name.</summary>
    /// <exception cref="NothingThereException">One of them is not there.</exception>
    /// <exception cref="RefusedException">One is of another kind.</exception>
    public static int Remove(VerbArguments arguments, NamedObjectKind? kind)
    {
        Domain domain = DomainReference.Open(arguments);
        return CommonOptions.RemoveAll(arguments.Operands, WordOf(kind), name =>
        {
            if (kind is not null && domain.Find(name) is { } entry)
                ThrowIfOther(entry, kind);
            return domain.TryDelete(name);
        });
    }

    private static void ThrowIfOther(NamedObjectEntry entry, NamedObjectKind? kind)
    {
        if (kind is null || entry.Details?.Kind == kind)
            return;
        string what = entry.Details is { } details ? $"is another kind of object ({NamedKind.WordOf(details.Kind)})" : entry.Problem!;
        throw new RefusedException($"{entry.Name} {what}; see causeway named stat {entry.Name}");
    }

    private static string Missing(NamedObjectKind? kind, string name, Domain domain) =>
        $"there is no {WordOf(kind)} {name} in {domain}; {(kind is null ? "causeway named list shows what there is" : $"create it: causeway {WordOf(kind)} create {name}")}";

    private static string WordOf(NamedObjectKind? kind) => kind is { } one ? NamedKind.WordOf(one) : "object";
}
