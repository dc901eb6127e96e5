using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Causeway;

/// <summary>Connections as services.</summary>
public static class SharedConnectionServices
{
    private const string LogCategory = "Causeway.SharedConnection";

    /// <summary>
    /// Adds a listener, which is the service of its name (<c>[FromKeyedServices("orders")] SharedConnectionListener</c>); the first one is
    /// <see cref="SharedConnectionListener"/> without a name, too. It listens from when it is first asked for until the services are disposed.
    /// </summary>
    /// <param name="services">Where to add it.</param>
    /// <param name="name">What it listens at, as in <see cref="SharedConnectionListener.Listen"/>.</param>
    /// <param name="options">How; null: messages, for this user alone. Where they have no logger, that of the services is used.</param>
    public static IServiceCollection AddSharedConnectionListener(this IServiceCollection services, string name, Func<IServiceProvider, SharedConnectionOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrEmpty(name);
        services.AddKeyedSingleton(name, (provider, _) => SharedConnectionListener.Listen(name, WithLogger(options?.Invoke(provider), provider)));
        services.TryAddSingleton(provider => provider.GetRequiredKeyedService<SharedConnectionListener>(name));
        return services;
    }

    private static SharedConnectionOptions WithLogger(SharedConnectionOptions? options, IServiceProvider services)
    {
        options ??= new SharedConnectionOptions();
        return options.Logger is not null ? options : options with { Logger = services.GetService<ILoggerFactory>()?.CreateLogger(LogCategory) };
    }
}
