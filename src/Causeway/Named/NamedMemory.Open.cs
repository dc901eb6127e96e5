using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Causeway.Domains;
using Causeway.Named;
using Causeway.Sys;

namespace Causeway;

/// <content>Creating, opening and initialising.</content>
public sealed partial class NamedMemory
{
    /// <summary>Creates memory that does not exist yet, zeroed, and initialises it.</summary>
    /// <param name="name">1 to 200 bytes, no slash, not beginning with a dot.</param>
    /// <param name="sizeBytes">1 or more.</param>
    /// <param name="initialize">Fills it before anybody else gets it; null: it stays zeroed. It must not open the same memory.</param>
    /// <param name="domain">null for <see cref="Domain.Default"/>.</param>
    /// <exception cref="ArgumentException">The name or the size cannot be right.</exception>
    /// <exception cref="SyscallException">EEXIST: it exists. ENOSPC: the domain's file system is full.</exception>
    public static NamedMemory Create(string name, long sizeBytes, Action<NamedMemory>? initialize = null, Domain? domain = null)
    {
        return s_handles.Create(domain, name, Birth(sizeBytes, initialize)).Await(initialize, Deadline.Infinite, CancellationToken.None);
    }

    /// <summary>Opens memory that exists, and waits until it is initialised.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="timeout">For the initialiser that somebody runs; null: as long as it takes.</param>
    /// <param name="domain">null for <see cref="Domain.Default"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="SyscallException">ENOENT: there is none.</exception>
    /// <exception cref="LayoutMismatchException">It is something else, or another version's.</exception>
    /// <exception cref="TimeoutException">Not initialised in time.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static NamedMemory OpenExisting(string name, TimeSpan? timeout = null, Domain? domain = null, CancellationToken cancellationToken = default)
    {
        Deadline deadline = Deadline.After(timeout);
        return s_handles.Open(domain, name).Await(initialize: null, deadline, cancellationToken);
    }

    /// <summary>As <see cref="OpenExisting"/>; no thread is kept while the initialiser is waited for.</summary>
    /// <inheritdoc cref="OpenExisting"/>
    public static async ValueTask<NamedMemory> OpenExistingAsync(string name, TimeSpan? timeout = null, Domain? domain = null, CancellationToken cancellationToken = default)
    {
        Deadline deadline = Deadline.After(timeout);
        cancellationToken.ThrowIfCancellationRequested();
        return await s_handles.Open(domain, name).AwaitAsync(initialize: null, deadline, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Opens memory if it exists and is initialised. Does not wait.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="memory">The memory.</param>
    /// <param name="domain">null for <see cref="Domain.Default"/>.</param>
    /// <returns>False: there is none that is ready.</returns>
    /// <exception cref="LayoutMismatchException">It is something else, or another version's.</exception>
    public static bool TryOpenExisting(string name, [NotNullWhen(true)] out NamedMemory? memory, Domain? domain = null)
    {
        if (s_handles.TryOpen(domain, name, out memory) && memory.TryTake(SharedContent.ForContent) != 0)
            return true;
        memory?.Dispose();
        memory = null;
        return false;
    }

    /// <summary>Opens the memory, or creates it where there is none; initialises it, or waits for whoever does.</summary>
    /// <param name="name">1 to 200 bytes, no slash, not beginning with a dot.</param>
    /// <param name="sizeBytes">1 or more. Memory that exists may be larger, and keeps its size.</param>
    /// <param name="initialize">
    /// Fills it. Runs to its end exactly once in all processes, on zeroed memory; again only where the process that ran it has died, or it threw.
    /// null: new memory is ready as it is, zeroed. It must not open the same memory.
    /// </param>
    /// <param name="timeout">For the initialiser of another; null: as long as it takes.</param>
    /// <param name="domain">null for <see cref="Domain.Default"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ArgumentException">The name or the size cannot be right.</exception>
    /// <exception cref="SyscallException">ENOSPC: the domain's file system is full.</exception>
    /// <exception cref="LayoutMismatchException">It is something else, another version's, or smaller than asked for.</exception>
    /// <exception cref="TimeoutException">Not initialised in time.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static NamedMemory OpenOrCreate(
        string name, long sizeBytes, Action<NamedMemory>? initialize = null, TimeSpan? timeout = null, Domain? domain = null, CancellationToken cancellationToken = default)
    {
        Deadline deadline = Deadline.After(timeout);
        return OpenOrMake(name, sizeBytes, initialize, domain).Await(initialize, deadline, cancellationToken);
    }

    /// <inheritdoc cref="OpenOrCreate(string, long, Action{NamedMemory}?, TimeSpan?, Domain?, CancellationToken)"/>
    public static NamedMemory OpenOrCreate(
        string name, long sizeBytes, out bool createdNew, Action<NamedMemory>? initialize = null, TimeSpan? timeout = null, Domain? domain = null, CancellationToken cancellationToken = default)
    {
        NamedMemory memory = OpenOrCreate(name, sizeBytes, initialize, timeout, domain, cancellationToken);
        createdNew = memory.WasCreated;
        return memory;
    }

    /// <summary>As <see cref="OpenOrCreate(string, long, Action{NamedMemory}?, TimeSpan?, Domain?, CancellationToken)"/>; no thread is kept while another's initialiser is waited for.</summary>
    /// <inheritdoc cref="OpenOrCreate(string, long, Action{NamedMemory}?, TimeSpan?, Domain?, CancellationToken)"/>
    public static async ValueTask<NamedMemory> OpenOrCreateAsync(
        string name, long sizeBytes, Action<NamedMemory>? initialize = null, TimeSpan? timeout = null, Domain? domain = null, CancellationToken cancellationToken = default)
    {
        Deadline deadline = Deadline.After(timeout);
        cancellationToken.ThrowIfCancellationRequested();
        return await OpenOrMake(name, sizeBytes, initialize, domain).AwaitAsync(initialize, deadline, cancellationToken).ConfigureAwait(false);
    }

    private static NamedMemory OpenOrMake(string name, long sizeBytes, Action<NamedMemory>? initialize, Domain? domain)
    {
        NamedMemory memory = s_handles.OpenOrCreate(domain, name, Birth(sizeBytes, initialize), out _);
        if (memory.Length >= sizeBytes)
            return memory;
        using (memory)
        {
            throw new LayoutMismatchException(
                memory._shared.File.Path, string.Create(CultureInfo.InvariantCulture, $"has {Counted.Of(memory.Length, "byte")} of memory, less than the {sizeBytes} asked for"), "ask for less, or delete it with Domain.Delete and create it anew");
        }
    }

    private static ObjectBirth Birth(long sizeBytes, Action<NamedMemory>? initialize)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(sizeBytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sizeBytes, long.MaxValue - ObjectLayout.Content);
        return new ObjectBirth(NamedObjectKind.Memory, Parameter: sizeBytes, InitialValue: initialize is null ? SharedContent.Initialized : 0, ContentBytes: sizeBytes);
    }
}
