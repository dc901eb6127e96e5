using System.Diagnostics.CodeAnalysis;
using Causeway.Domains;
using Causeway.Waiting;

namespace Causeway.Named;

/// <summary>Makes the handles of one kind of named object, by the verbs that all kinds have.</summary>
/// <param name="kind">The kind.</param>
/// <param name="create">Makes what this process shares of an object, from its file.</param>
/// <param name="wrap">Makes a handle to that; the second argument says whether the call created the object.</param>
internal sealed class NamedHandles<THandle, TShared>(NamedObjectKind kind, Func<ObjectFile, TShared> create, Func<TShared, bool, THandle> wrap)
    where THandle : NamedObject
    where TShared : SharedObject
{
    /// <summary>Makes an object that does not exist.</summary>
    public THandle Create(Domain? domain, string name, ObjectBirth birth)
    {
        Domain place = domain ?? Domain.Default;
        return wrap(SharedObjects.Attach(() => ObjectFile.Create(place, name, birth), create)!, true);
    }

    /// <summary>Attaches to an object that exists.</summary>
    public THandle Open(Domain? domain, string name)
    {
        Domain place = domain ?? Domain.Default;
        return wrap(SharedObjects.Attach(() => ObjectFile.Open(place, name, kind), create)!, false);
    }

    /// <summary>Attaches to an object if it exists.</summary>
    public bool TryOpen(Domain? domain, string name, [NotNullWhen(true)] out THandle? handle)
    {
        Domain place = domain ?? Domain.Default;
        TShared? attached = SharedObjects.Attach(() => ObjectFile.TryOpen(place, name, kind), create);
        handle = attached is null ? null : wrap(attached, false);
        return handle is not null;
    }

    /// <summary>Attaches to the object of a name, or makes it.</summary>
    public THandle OpenOrCreate(Domain? domain, string name, ObjectBirth birth, out bool createdNew)
    {
        Domain place = domain ?? Domain.Default;
        bool made = false;
        TShared attached = SharedObjects.Attach(() => ObjectFile.OpenOrCreate(place, name, birth, out made), create)!;
        createdNew = made;
        return wrap(attached, made);
    }
}
